/**
 * What `twist` does around a program: a PID file, systemd, an inspector … Each is a feature, in a file of its own.
 *
 * Rule: `features.ts` names them all, in the order in which they begin; they end in the reverse one.
 */
import type { IService, OptionSpec, ServiceOptions, ServiceReactor } from "../application/index.ts";
import type { Awaitable } from "../deferred/index.ts";
import type { RunLog, Terminal } from "./log-observer.ts";
import type { WorkersHost } from "./workers/index.ts";

/** What a feature is given of one run. */
export interface Run {
  /** Those of `twist` itself, of all features. */
  readonly options: ServiceOptions;
  readonly reactor: ServiceReactor;
  /** The root of the tree, made and not started. */
  readonly service: IService;
  readonly terminal: Terminal;
  /** Where the program's log goes. */
  readonly log?: RunLog;
  /** What features tell of themselves to who inspects the program, by name; each gives what JSON can hold. */
  readonly facts: Map<string, () => unknown>;
  /** Of a process that may have workers, or is one; what there is once in a program, its supervisor does. */
  readonly workers?: WorkersHost;
}

/** The stages of a program's life, in order; each may be waited for. */
export interface LifeCycleHooks {
  /** Before anything is started. What it throws is shown to the user, and the program does not start. */
  starting?(): Awaitable<void>;
  /** The services have started as far as it takes privileges: ports are open. What it throws ends the program. */
  privilegedStarted?(): Awaitable<void>;
  /** All services have started. */
  started?(): Awaitable<void>;
  /** The end has begun, and no service has been stopped. Not called where nothing was started. */
  stopping?(): Awaitable<void>;
  /** All services have stopped, however they did. Called where `starting` was and did not fail. */
  stopped?(): Awaitable<void>;
}

export interface Feature {
  /** Options of `twist` itself. */
  readonly options: readonly OptionSpec[];
  /** Before anything of a run is made or opened. What it throws is shown to the user. */
  prepare?(options: ServiceOptions): void;
  /** Take part in a run; `null` where it has nothing to do. What it throws is shown to the user. */
  join(run: Run): LifeCycleHooks | null;
}
