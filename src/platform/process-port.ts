/** The port of child processes. The rules of `port.ts` hold here too. */
import type { Deferred } from "../deferred/index.ts";
import type { NamedPipe, Socket } from "./port.ts";

export interface ProcessPlatform {
  /** Fails with what the host says, `ENOENT` say. Cancelling it kills what was begun. */
  spawn(command: Command): Deferred<ChildProcess>;
}

export interface Command {
  /** A path, or a name for the child's `PATH`. */
  readonly executable: string;
  /** `argv`, of which the first need not be the executable. */
  readonly args: readonly string[];
  /** `null`: a copy of our own. */
  readonly env: Readonly<Record<string, string>> | null;
  readonly directory?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** By the child's descriptor: a pipe, or our descriptor of that number. 0 to 2 are `/dev/null` where left out. */
  readonly descriptors: ReadonlyMap<number, "pipe" | number>;
  /** Let it lead a session and a process group. */
  readonly leader: boolean;
}

export interface ChildProcess {
  readonly pid: number;
  /** Our ends; of a pipe that goes one way only one half is of use. */
  readonly pipes: ReadonlyMap<number, Socket<NamedPipe>>;
  /** To be called at once; then it tells when the child has ended, and has been waited for. */
  start(sink: ChildSink): void;
  /** To the child, or to its group. Throws `ESRCH` where there is nobody, `EINVAL` for what is no signal. */
  signal(signal: string | number, to: "child" | "group"): void;
  /** Does somebody of its group live, though the child may not? `false` where it led none. */
  groupLives(): boolean;
}

/** One of the two: how it ended. */
export interface ExitStatus {
  readonly exitCode: number | null;
  /** `SIGKILL`, say. */
  readonly signal: string | null;
}

export interface ChildSink {
  /** Called once. */
  exited(status: ExitStatus): void;
}
