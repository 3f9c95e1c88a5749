/** Child processes on `node:child_process`. */
import * as childProcess from "node:child_process";
import type * as net from "node:net";
import { Deferred, fail } from "../../deferred/index.ts";
import { PlatformError, platformError } from "../errors.ts";
import type { NamedPipe, Socket } from "../port.ts";
import type {
  ChildProcess,
  ChildSink,
  Command,
  ExitStatus,
  ProcessPlatform,
} from "../process-port.ts";
import { nodeHandles } from "./node-handles.ts";
import { ProcessGroups } from "./process-groups.ts";
import { type Reads, takeOver } from "./shared-reads.ts";
import { NodeSocket } from "./socket.ts";

/**
 * @param publicOnly use nothing but public API; then a child that closes its input is found out by a write, and
 * nothing can be read from its descriptor 0.
 */
export function processes(publicOnly: boolean): ProcessPlatform {
  return {
    spawn(command) {
      let raw: childProcess.ChildProcess;
      try {
        raw = spawn(command);
      } catch (thrown) {
        return fail(platformError(thrown));
      }
      const spawned = new Deferred<ChildProcess>(() => kill(raw, command));
      raw.on("error", (error) => {
        if (!spawned.called) spawned.errback(platformError(error));
      });
      raw.once("spawn", () => {
        if (!spawned.called) spawned.callback(new NodeChild(raw, command, publicOnly));
        else for (const pipe of raw.stdio) pipe?.destroy();
      });
      return spawned;
    },
  };
}

function spawn(command: Command): childProcess.ChildProcess {
  const { executable, args, env, directory, uid, gid, descriptors, leader } = command;
  const stdio: ("pipe" | "ignore" | number)[] = ["ignore", "ignore", "ignore"];
  for (const [fd, what] of descriptors) {
    while (stdio.length < fd) stdio.push("ignore");
    stdio[fd] = what;
  }
  return childProcess.spawn(executable, args.slice(1), {
    argv0: args[0] ?? executable,
    stdio,
    detached: leader,
    ...(env !== null && { env: { ...env } }),
    ...(directory !== undefined && { cwd: directory }),
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  });
}

function kill({ pid }: childProcess.ChildProcess, { leader }: Command): void {
  try {
    if (pid !== undefined) process.kill(leader ? -pid : pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

const groups = new ProcessGroups();

/** Those who, or whose groups, a program which ends without its reactor, by `process.exit` say, would leave behind. */
const living = new Set<NodeChild>();

function endThemAll(): void {
  for (const child of living) child.kill();
}

class NodeChild implements ChildProcess {
  readonly pid: number;
  readonly pipes: ReadonlyMap<number, Socket<NamedPipe>>;
  readonly #raw: childProcess.ChildProcess;
  readonly #command: Command;
  #sink: ChildSink | null = null;
  #exited = false;

  constructor(raw: childProcess.ChildProcess, command: Command, publicOnly: boolean) {
    this.pid = raw.pid!;
    this.#raw = raw;
    this.#command = command;
    this.pipes = pipesOf(raw, command, publicOnly);
    raw.once("exit", (exitCode, signal) => this.#end({ exitCode, signal }));
    if (living.size === 0) process.on("exit", endThemAll);
    living.add(this);
  }

  start(sink: ChildSink): void {
    this.#sink = sink;
  }

  signal(signal: string | number, to: "child" | "group"): void {
    const group = to === "group" && this.#command.leader;
    if (this.#exited && !(group && this.groupLives()))
      throw new PlatformError("ESRCH", "the process has ended");
    // Node takes NaN, and nothing at all, for SIGTERM.
    if (typeof signal !== "string" && !Number.isInteger(signal))
      throw new PlatformError("EINVAL", `no signal: ${signal}`);
    try {
      process.kill(group ? -this.pid : this.pid, signal);
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      if (code !== "ERR_UNKNOWN_SIGNAL") throw platformError(thrown);
      throw new PlatformError("EINVAL", (thrown as Error).message, { cause: thrown });
    }
  }

  groupLives(): boolean {
    const lives = this.#command.leader && groups.lives(this.pid, !this.#exited);
    if (this.#exited && !lives) this.#forget();
    return lives;
  }

  kill(): void {
    if (!this.#exited || this.groupLives()) kill(this.#raw, this.#command);
  }

  #end(status: ExitStatus): void {
    this.#exited = true;
    // Unless somebody of its group lives on.
    this.groupLives();
    this.#sink?.exited(status);
  }

  #forget(): void {
    living.delete(this);
    if (living.size === 0) process.off("exit", endThemAll);
  }
}

function pipesOf(
  raw: childProcess.ChildProcess,
  { args, executable, descriptors }: Command,
  publicOnly: boolean,
): Map<number, Socket<NamedPipe>> {
  const name = `${args[0] ?? executable} (${raw.pid})`;
  const pipes = new Map<number, Socket<NamedPipe>>();
  const streams = raw.stdio as (net.Socket | null)[];
  for (const [fd, what] of descriptors) {
    if (what !== "pipe") continue;
    const ends = {
      local: { pipe: `pipe to ${name}` },
      peer: { pipe: `descriptor ${fd} of ${name}` },
    };
    const stream = streams[fd]!;
    const reads: Reads = { sink: null };
    const handles = publicOnly ? null : nodeHandles();
    // A pipe of Node's reads at most in one direction; its handle knows when either is closed.
    const taken = handles && takeOver(stream, reads);
    pipes.set(
      fd,
      taken === null
        ? new NodeSocket(stream, ends)
        : new NodeSocket(taken, ends, { reads, handles }),
    );
    // When the child exits, Node reads what is left there to its end, paused or not, …
    streams[fd] = null;
    // … and closes this, which a child of the child may read; on public API alone nobody else would.
    if (fd === 0 && taken !== null) raw.stdin = null;
  }
  return pipes;
}
