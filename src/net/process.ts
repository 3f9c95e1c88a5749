/** Child processes: what is spawned, what speaks with it, and what is heard of its end. */
import { attribute, defineInterface, type Interface, method } from "../components/index.ts";
import type { Deferred, Failure } from "../deferred/index.ts";
import { IConsumer, IPushProducer } from "./producer.ts";
import { ITransport } from "./transport.ts";

/**
 * A child that was spawned. As a transport, and as a consumer, it is the child's standard input; as a producer,
 * all that the child writes.
 */
export interface IProcessTransport extends ITransport, IConsumer, IPushProducer {
  /** `null` once the child has ended: the host may give its number to another. */
  readonly pid: number | null;
  /** Once all that was written has been sent, and a registered producer has unregistered. */
  closeStdin(): void;
  closeStdout(): void;
  closeStderr(): void;
  /** Close our end of the pipe of descriptor `childFD`; what is no open pipe is left alone. */
  closeChildFD(childFD: number): void;
  /** As `write`. Throws a `RangeError` where `childFD` was never a pipe to the child. */
  writeToChild(childFD: number, data: Uint8Array): void;
  /**
   * Close all pipes, those to the child once all has been sent. The child is not killed, though it may well end
   * when its input does (X32).
   */
  loseConnection(): void;
  /**
   * Send a signal, `TERM`, `SIGTERM` or 15. Throws `ProcessExitedAlready` (X31), and a `RangeError` where there
   * is no such signal.
   *
   * @param options.group to all of the child's process group.
   */
  signalProcess(signal: string | number, options?: { readonly group?: boolean }): void;
}
export const IProcessTransport: Interface<IProcessTransport> = defineInterface(
  "torsion.IProcessTransport",
  [ITransport, IConsumer, IPushProducer],
  {
    pid: attribute,
    closeStdin: method,
    closeStdout: method,
    closeStderr: method,
    closeChildFD: method,
    writeToChild: method,
    signalProcess: method,
  },
);

/** What speaks with one child. */
export interface IProcessProtocol {
  /** The child runs. Called once, first. */
  makeConnection(process: IProcessTransport): void;
  /** Bytes that the child has written to its descriptor `childFD`, cut anywhere. Yours to keep. */
  childDataReceived(childFD: number, data: Uint8Array): void;
  /** The pipe of `childFD` is closed, by whomever. Once for each pipe. */
  childConnectionLost(childFD: number): void;
  /** The child has ended; what it wrote before may still be on its way. Called once. */
  processExited(reason: Failure): void;
  /**
   * The child has ended and all pipes are closed (X29). Called once, last. `reason` holds `ProcessDone` or
   * `ProcessTerminated`.
   */
  processEnded(reason: Failure): void;
}
export const IProcessProtocol: Interface<IProcessProtocol> = defineInterface(
  "torsion.IProcessProtocol",
  [],
  {
    makeConnection: method,
    childDataReceived: method,
    childConnectionLost: method,
    processExited: method,
    processEnded: method,
  },
);

/** `r`: a pipe that we read; `w`: one that we write; a number: our own descriptor, which the child gets too. */
export type ChildFD = "r" | "w" | number;

export interface SpawnOptions {
  /** All of the child's environment: empty by default, `null` for a copy of our own (X30). */
  readonly env?: Readonly<Record<string, string>> | null;
  /** The directory that it begins in; our own by default. */
  readonly path?: string;
  readonly uid?: number;
  readonly gid?: number;
  /**
   * By the child's number of each descriptor; `{ 0: "w", 1: "r", 2: "r" }` by default. The child has no others,
   * but 0 to 2 are never missing: they are `/dev/null`.
   */
  readonly childFDs?: Readonly<Record<number, ChildFD>>;
  /**
   * Does the child lead a session and a process group of its own? It does by default: Ctrl-C reaches us alone,
   * and when the reactor stops, the child's own children end with it. `false` leaves it our terminal.
   */
  readonly processGroup?: boolean;
  /** How long the child may take to end on SIGTERM when the reactor stops, before SIGKILL; 5 by default. */
  readonly killSeconds?: number;
  /** A terminal instead of pipes. `NotSupportedError` where the platform has none. */
  readonly usePTY?: boolean;
}

/** A reactor that can start processes. */
export interface IReactorProcess {
  /**
   * Run `executable`, a path or a name to be looked up in the child's `PATH`.
   *
   * When it fires the child runs, and `protocol` has been told. It fails with `SpawnError` where it could not be
   * started; then `protocol` hears nothing at all. Cancelling it kills the child.
   *
   * @param args all of the child's `argv`: the first is what it believes to be called; `[executable]` by default.
   */
  spawnProcess(
    protocol: IProcessProtocol,
    executable: string,
    args?: readonly string[],
    options?: SpawnOptions,
  ): Deferred<IProcessTransport>;
}
export const IReactorProcess: Interface<IReactorProcess> = defineInterface(
  "torsion.IReactorProcess",
  [],
  { spawnProcess: method },
);
