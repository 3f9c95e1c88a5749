/**
 * One process that is kept alive: begun again when it ends, after a delay that doubles while it ends at once.
 *
 * Rules: there is never more than one of it, and `stop` fires when there is none: not one that runs, none that is being
 * started, none that is due to be started again.
 */
import { type Deferred, type Failure, maybeDeferred, succeed } from "../deferred/index.ts";
import type { IDelayedCall, IReactorTime } from "../net/index.ts";
import { Waiters } from "./waiters.ts";

/** A process that was started. Its signals are no failure where it has ended already. */
export interface RunningProcess {
  readonly pid: number | null;
  signal(name: "TERM" | "KILL"): void;
}

/** Starts it; `ended` is called once, when all of it has ended, and not where starting fails. */
export type StartProcess = (ended: (reason: Failure) => void) => Deferred<RunningProcess>;

export interface RestartOptions {
  /** A process that ends sooner, in seconds, has ended at once; 1 by default. */
  readonly threshold?: number;
  /** How long it has, in seconds, to end on SIGTERM, before SIGKILL; 5 by default. */
  readonly killTime?: number;
  /** Before it is started again when it has ended at once; 1 second by default. */
  readonly minRestartDelay?: number;
  /** The delay doubles up to this; an hour by default. */
  readonly maxRestartDelay?: number;
}

/** What is told of it. */
export interface MonitoredProcessEvents {
  /** It has ended by itself. `false`: it is not to be started again. */
  ended?(reason: Failure): boolean;
  /** It will be started again in so many seconds. `reason`: how it has ended, or why it could not be started. */
  restarting?(seconds: number, reason: Failure): void;
  /** It has not ended on SIGTERM, and is sent SIGKILL. */
  killing?(): void;
}

export interface MonitoredProcessOptions extends RestartOptions {
  readonly events?: MonitoredProcessEvents;
  /** It has ended at once, whenever that is, unless `ready` was called before; its time counts from there. */
  readonly awaitsReady?: boolean;
}

/** One start, and what has become of it. */
interface Run {
  /** From when it counts; `null`: it is not ready. */
  since: number | null;
  process: RunningProcess | null;
  /** It was told to end. */
  terminated: boolean;
  kill: IDelayedCall | null;
}

export class MonitoredProcess {
  readonly #time: IReactorTime;
  readonly #start: StartProcess;
  readonly #events: MonitoredProcessEvents;
  readonly #options: Required<RestartOptions>;
  readonly #awaitsReady: boolean;
  readonly #gone = new Waiters<void>();
  /** It is to be there. */
  #wanted = false;
  #run: Run | null = null;
  #due: IDelayedCall | null = null;
  #delay: number;

  /** Throws a `RangeError` for a time that is none. */
  constructor(time: IReactorTime, start: StartProcess, options: MonitoredProcessOptions = {}) {
    this.#time = time;
    this.#start = start;
    this.#events = options.events ?? {};
    this.#options = restartOptions(options);
    this.#awaitsReady = options.awaitsReady ?? false;
    this.#delay = this.#options.minRestartDelay;
  }

  /** `null` while there is none. */
  get pid(): number | null {
    return this.#run?.process?.pid ?? null;
  }

  /** Is it to be there, though it may just be due to be started again? */
  get wanted(): boolean {
    return this.#wanted;
  }

  /**
   * Start it, if it is not there. Fires when it runs; fails where it cannot be started, and then it is not tried
   * again. One that is just being ended is started after that, and this fires at once.
   */
  start(): Deferred<void> {
    this.#wanted = true;
    if (this.#run !== null || this.#due !== null) return succeed(undefined);
    return this.#begin().addErrback((failure): void => {
      this.#wanted = false;
      throw failure;
    });
  }

  /** End it: SIGTERM, and SIGKILL after `killTime`. Fires when it has ended. */
  stop(): Deferred<void> {
    this.#wanted = false;
    this.#due?.cancel();
    this.#due = null;
    if (this.#run === null) return succeed(undefined);
    const gone = this.#gone.wait();
    this.#terminate(this.#run);
    return gone;
  }

  /**
   * End it, and start it again: at once, since it has ended because we wanted it to. Fires when the old one has ended.
   * One that is due to be started is started now.
   */
  restart(): Deferred<void> {
    const gone = this.stop();
    this.#wanted = true;
    this.#delay = this.#options.minRestartDelay;
    if (this.#run === null) this.#begin().addErrback((failure) => void this.#again(failure, true));
    return gone;
  }

  /** The one that runs does what it is there for: see `awaitsReady`. */
  ready(): void {
    if (this.#run !== null) this.#run.since ??= this.#time.seconds();
  }

  #begin(): Deferred<void> {
    const run: Run = {
      since: this.#awaitsReady ? null : this.#time.seconds(),
      process: null,
      terminated: false,
      kill: null,
    };
    this.#run = run;
    return maybeDeferred(() => this.#start((reason) => this.#ended(run, reason))).addCallbacks(
      (process) => {
        run.process = process;
        // Somebody wanted it to end before it was there.
        if (this.#run === run && run.terminated) this.#signal(run, process);
      },
      (failure) => {
        this.#run = null;
        this.#gone.callback(undefined);
        throw failure;
      },
    );
  }

  #terminate(run: Run): void {
    if (run.terminated) return;
    run.terminated = true;
    if (run.process !== null) this.#signal(run, run.process);
  }

  #signal(run: Run, running: RunningProcess): void {
    // First: it may end inside of the signal, which cancels this.
    run.kill = this.#time.callLater(this.#options.killTime, () => {
      run.kill = null;
      this.#events.killing?.();
      running.signal("KILL");
    });
    running.signal("TERM");
  }

  #ended(run: Run, reason: Failure): void {
    if (this.#run !== run) return;
    run.kill?.cancel();
    run.kill = null;
    this.#run = null;
    const wasMeant = run.terminated;
    if (!wasMeant && this.#events.ended?.(reason) === false) this.#wanted = false;
    const { threshold } = this.#options;
    const atOnce = run.since === null || this.#time.seconds() - run.since < threshold;
    if (this.#wanted) this.#again(reason, !wasMeant && atOnce);
    this.#gone.callback(undefined);
  }

  /** @param atOnce it has not lived: the delay is what it is, and twice that the next time. */
  #again(reason: Failure, atOnce: boolean): void {
    if (!this.#wanted || this.#run !== null || this.#due !== null) return;
    const { minRestartDelay, maxRestartDelay } = this.#options;
    const seconds = atOnce ? this.#delay : 0;
    this.#delay = atOnce ? Math.min(this.#delay * 2, maxRestartDelay) : minRestartDelay;
    this.#due = this.#time.callLater(seconds, () => {
      this.#due = null;
      this.#begin().addErrback((failure) => void this.#again(failure, true));
    });
    this.#events.restarting?.(seconds, reason);
  }
}

function restartOptions(options: RestartOptions): Required<RestartOptions> {
  const { threshold = 1, killTime = 5, minRestartDelay = 1, maxRestartDelay = 3600 } = options;
  const all = { threshold, killTime, minRestartDelay, maxRestartDelay };
  for (const [name, seconds] of Object.entries(all))
    if (!(seconds >= 0)) throw new RangeError(`${name} is ${seconds}: it is a number of seconds`);
  // Twice nothing is nothing: a process that ends at once would keep us busy.
  if (minRestartDelay === 0) throw new RangeError("minRestartDelay is 0: it has to be more");
  if (maxRestartDelay < minRestartDelay)
    throw new RangeError(
      `maxRestartDelay is ${maxRestartDelay}, which is less than minRestartDelay, ${minRestartDelay}`,
    );
  return all;
}
