/**
 * A service that keeps processes alive, as Twisted's `runner.procmon` does (E15).
 *
 * Rule: when it has stopped, none of its processes is there: neither one that took its time to end, nor one that was
 * just being started.
 */
import { type Deferred, DeferredList, succeed } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import type { IReactorProcess, IReactorTime, SpawnOptions } from "../net/index.ts";
import { ProcessNameError } from "./errors.ts";
import { LoggedProcess } from "./logged-process.ts";
import {
  MonitoredProcess,
  type RestartOptions,
  type RunningProcess,
  type StartProcess,
} from "./monitored-process.ts";
import { Service } from "./service.ts";
import { servicePath } from "./service-path.ts";

const log = new Logger({ namespace: "torsion.application" });

const KILL_TIME = 5;

/** `env` is empty by default, as in `spawnProcess`; `null` is a copy of our own. */
export type AddProcessOptions = Pick<SpawnOptions, "env" | "path" | "uid" | "gid">;

export type ProcessMonitorOptions = RestartOptions;

export class ProcessMonitor extends Service {
  readonly #reactor: IReactorProcess & IReactorTime;
  readonly #options: ProcessMonitorOptions;
  readonly #processes = new Map<string, MonitoredProcess>();
  /** Those that were removed, until they have ended. */
  readonly #removed = new Set<MonitoredProcess>();

  /** Throws a `RangeError` for a time that is none. */
  constructor(reactor: IReactorProcess & IReactorTime, options: ProcessMonitorOptions = {}) {
    super();
    this.#reactor = reactor;
    this.#options = options;
    // What is wrong with the options is said here, and not when the first process is added.
    new MonitoredProcess(reactor, () => succeed(NONE), options);
  }

  /** In the order in which they were added. */
  get names(): readonly string[] {
    return [...this.#processes.keys()];
  }

  /** `null` while it does not run. Throws `ProcessNameError`. */
  pidOf(name: string): number | null {
    return this.#named(name).pid;
  }

  /**
   * Keep a process alive while the service runs. Fires when it has been started, or at once where the service does
   * not run. Fails with `SpawnError` where it cannot be started; then it has not been added.
   *
   * @param name of which there is only one: throws `ProcessNameError`.
   * @param args the program, a path or a name for its `PATH`, and its arguments; no shell looks at them.
   */
  addProcess(
    name: string,
    args: readonly string[],
    options: AddProcessOptions = {},
  ): Deferred<void> {
    const [executable] = args;
    if (executable === undefined) throw new RangeError(`no program to run for ${name}`);
    if (this.#processes.has(name))
      throw new ProcessNameError(`there is a process named ${name} already: remove it first`);
    const monitored = this.#monitored(name, (protocol) =>
      this.#reactor.spawnProcess(protocol, executable, args, options),
    );
    this.#processes.set(name, monitored);
    if (!this.running) return succeed(undefined);
    return monitored.start().addErrback((failure): void => {
      if (this.#processes.get(name) === monitored) this.#processes.delete(name);
      throw failure;
    });
  }

  /** End a process and forget it. Fires when it has ended. Throws `ProcessNameError`. */
  removeProcess(name: string): Deferred<void> {
    const monitored = this.#named(name);
    this.#processes.delete(name);
    this.#removed.add(monitored);
    monitored.stop().addBoth(() => void this.#removed.delete(monitored));
    return monitored.stop();
  }

  /** Start one that was stopped. Fires when it runs; fails with `SpawnError`. Throws `ProcessNameError`. */
  startProcess(name: string): Deferred<void> {
    const monitored = this.#named(name);
    return this.running ? monitored.start() : succeed(undefined);
  }

  /** End one, until it is started or the service is. Fires when it has ended. Throws `ProcessNameError`. */
  stopProcess(name: string): Deferred<void> {
    return this.#named(name).stop();
  }

  /** End each that runs, and start it again. Fires when all the old ones have ended. */
  restartAll(): Deferred<void> {
    if (!this.running) return succeed(undefined);
    const living = [...this.#processes.values()].filter(({ wanted }) => wanted);
    return all(living.map((monitored) => monitored.restart()));
  }

  /** Fires when all have been started. Fails with the first `SpawnError`; the others run on until `stopService`. */
  override startService(): Deferred<void> {
    super.startService();
    return all([...this.#processes.values()].map((monitored) => monitored.start()));
  }

  /** Fires when none is left, of those either that were removed before. */
  override stopService(): Deferred<void> {
    super.stopService();
    const living = [...this.#processes.values(), ...this.#removed];
    return all(living.map((monitored) => monitored.stop()));
  }

  #named(name: string): MonitoredProcess {
    const monitored = this.#processes.get(name);
    if (monitored !== undefined) return monitored;
    const there = this.names.join(", ") || "none";
    throw new ProcessNameError(`there is no process named ${name}; those that there are: ${there}`);
  }

  #monitored(
    name: string,
    spawn: (protocol: LoggedProcess) => Deferred<unknown>,
  ): MonitoredProcess {
    const { killTime = KILL_TIME } = this.#options;
    const start: StartProcess = (ended) => {
      const protocol = new LoggedProcess({
        time: this.#reactor,
        killTime,
        line: (line, stream) => log.info("[{process}] {line}", { process: name, line, stream }),
        ended,
      });
      return spawn(protocol).addCallback((): RunningProcess => protocol);
    };
    const events = {
      restarting: (seconds: number, { value }: { readonly value: Error }) =>
        log.warn("{path}: {process}: {why}; it is started again {when}", {
          path: servicePath(this),
          process: name,
          why: value.message,
          when: seconds === 0 ? "now" : `in ${seconds} s`,
        }),
      killing: () =>
        log.warn("{path}: {process} has not ended on SIGTERM in {killTime} s: it is killed", {
          path: servicePath(this),
          process: name,
          killTime,
        }),
    };
    return new MonitoredProcess(this.#reactor, start, { ...this.#options, events });
  }
}

const NONE: RunningProcess = { pid: null, signal: () => {} };

/** Fires when each has; fails as the first of them in order that failed. */
function all(parts: readonly Deferred<void>[]): Deferred<void> {
  return new DeferredList(parts, { consumeErrors: true }).addCallback((results) => {
    for (const result of results) if (!result.success) throw result.failure;
  });
}
