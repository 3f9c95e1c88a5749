/** A child process as a place to connect to: each connection is a child, its standard input and output the stream. */
import { implementer } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import {
  type Cancellable,
  ConnectError,
  type ConnectionWatcher,
  type IProtocol,
  type IProtocolFactory,
  type IReactorProcess,
  type IReactorTime,
  IStreamClientEndpoint,
  SpawnError,
  type SpawnOptions,
} from "../net/index.ts";
import type { ProtocolSource } from "../protocols/index.ts";
import { connectByAdopting } from "./adopting.ts";
import type { AdoptsSockets } from "./adopting-reactor.ts";
import { LoggedLines } from "./logged-lines.ts";
import { ProcessSocket } from "./process-socket.ts";

/** What becomes of what a child writes to its standard error: a line each in the log, or nothing. */
export const StandardErrorBehavior = { LOG: "log", DROP: "drop" } as const;
export type StandardErrorBehavior =
  (typeof StandardErrorBehavior)[keyof typeof StandardErrorBehavior];

export interface ProcessEndpointOptions
  extends Pick<SpawnOptions, "env" | "path" | "uid" | "gid" | "processGroup" | "killSeconds"> {
  /** Logged by default. */
  readonly errFlag?: StandardErrorBehavior;
  /**
   * How long the child may take to end once its connection was closed, before SIGTERM, and then, `killSeconds` (5) later,
   * SIGKILL; 30 by default, `Infinity` for ever.
   */
  readonly closeSeconds?: number;
}

const CLOSE_SECONDS = 30;
const KILL_SECONDS = 5;
const log: Logger = new Logger({ namespace: "torsion.endpoints" });

export class ProcessEndpoint implements IStreamClientEndpoint {
  static {
    implementer(IStreamClientEndpoint)(this);
  }
  readonly #reactor: IReactorProcess & IReactorTime & AdoptsSockets;
  readonly #executable: string;
  readonly #args: readonly string[];
  readonly #options: ProcessEndpointOptions;

  /**
   * @param args all of the child's `argv`, as for `spawnProcess`: the first is what it believes to be called.
   * @param options.env all of its environment, empty by default; `null` for a copy of our own (X30).
   */
  constructor(
    reactor: IReactorProcess & IReactorTime & AdoptsSockets,
    executable: string,
    args: readonly string[] = [],
    options: ProcessEndpointOptions = {},
  ) {
    this.#reactor = reactor;
    this.#executable = executable;
    this.#args = args;
    this.#options = options;
  }

  /**
   * Run a child. The transport's `loseConnection` closes its input and output, `loseWriteConnection` its input alone,
   * `abortConnection` kills it and whom it has started. `connectionLost` comes when it has ended, with `ProcessDone` or
   * `ProcessTerminated`. Fails with a `ConnectError` where it cannot be run; cancelling it kills the child.
   */
  connect<P extends IProtocol>(source: ProtocolSource<P>, options: Cancellable = {}): Deferred<P> {
    return connectByAdopting(source, options, `${this}`, (factory, watcher) =>
      this.#spawn(factory, watcher),
    );
  }

  #spawn<P extends IProtocol>(
    factory: IProtocolFactory<P>,
    watcher: ConnectionWatcher<P>,
  ): Deferred<P | null> {
    const {
      errFlag = StandardErrorBehavior.LOG,
      closeSeconds = CLOSE_SECONDS,
      ...spawnOptions
    } = this.#options;
    const logs = errFlag === StandardErrorBehavior.LOG;
    const lines = new LoggedLines((line) =>
      log.info("{executable} says: {line}", { executable: this.#executable, line }),
    );
    const socket = new ProcessSocket({
      time: this.#reactor,
      errors: (data) => lines.received(data),
      complain: (what, thrown) =>
        log.warn("{executable} {what}", { executable: this.#executable, what, thrown }),
      closeSeconds,
      killSeconds: spawnOptions.killSeconds ?? KILL_SECONDS,
      group: spawnOptions.processGroup ?? true,
    });
    return this.#reactor
      .spawnProcess(socket, this.#executable, this.#args, {
        ...spawnOptions,
        childFDs: logs ? { 0: "w", 1: "r", 2: "r" } : { 0: "w", 1: "r" },
      })
      .addCallbacks(
        () => this.#reactor.adoptSocket(socket, factory, watcher),
        (failure) => {
          const { value } = failure;
          if (!(value instanceof SpawnError)) throw value;
          throw new ConnectError(value.message, { cause: value });
        },
      );
  }

  toString(): string {
    return `a process of ${this.#executable}`;
  }
}
