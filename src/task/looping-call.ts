/**
 * A function that is called again and again, on a grid of times that does not drift.
 *
 * The grid is start + n · interval, and a tick is known by its number n, never by adding up delays:
 * rounding can make a call come a hair too early or too late, but not twice and not off the grid.
 * A tick that is missed, because the function or what it waited for took too long, is skipped (T1).
 */
import {
  type Awaitable,
  CancelledError,
  Deferred,
  type Failure,
  maybeDeferred,
} from "../deferred/index.ts";
import { ownerOf, tracking } from "../resources/index.ts";
import { Clock, type IDelayedCall, type IReactorTime } from "../time/index.ts";
import { AlreadyRunning, NotRunning } from "./errors.ts";

export interface LoopingCallOptions {
  /** What keeps the time: a reactor, or a `Clock` in tests. */
  readonly clock: IReactorTime;
}

export interface LoopingCallStartOptions {
  /** Make the first call before `start` returns (the default), rather than one interval later. */
  readonly now?: boolean;
}

/** Calls `f` every so many seconds; while what it returned is awaited, it is not called again. */
export class LoopingCall {
  readonly clock: IReactorTime;
  #call: (count: number) => Awaitable<unknown>;
  #interval: number | null = null;
  #run: Run | null = null;

  /** @param f what it returns is waited for and ignored. What it throws ends the loop. */
  constructor(f: () => Awaitable<unknown>, { clock }: LoopingCallOptions) {
    this.#call = () => f();
    this.clock = clock;
  }

  /**
   * A loop whose function is told how many ticks have come since its last call: 1 as a rule, more
   * when calls were missed, and always 1 where the interval is 0 (T2).
   */
  static withCount(
    f: (count: number) => Awaitable<unknown>,
    options: LoopingCallOptions,
  ): LoopingCall {
    const loop = new LoopingCall(() => undefined, options);
    loop.#call = f;
    return loop;
  }

  get running(): boolean {
    return this.#run?.going ?? false;
  }

  /** Seconds, as `start` was told last; `null` before. */
  get interval(): number | null {
    return this.#interval;
  }

  /** When the grid of the last `start` or `reset` begins, on the clock's scale of seconds; `null` before. */
  get starttime(): number | null {
    return this.#run?.started ?? null;
  }

  /**
   * Start calling, every `seconds`; 0 means in every turn of the reactor.
   *
   * The result fires with this LoopingCall when it has been stopped and its function is not at work any
   * more (T4), and fails with what the function threw, which ends the loop (T3). Cancelling it stops the
   * loop, and cancels what the function waits for. Throws `AlreadyRunning`, and `RangeError` (T5).
   */
  start(seconds: number, { now = true }: LoopingCallStartOptions = {}): Deferred<LoopingCall> {
    if (this.running) throw new AlreadyRunning("the LoopingCall is running already");
    if (!(seconds >= 0) || seconds === Number.POSITIVE_INFINITY)
      throw new RangeError(`start(${seconds}): seconds must be a number from 0 up`);
    this.#interval = seconds;
    const run = new Run(this.clock, seconds, this.#call);
    this.#run = run;
    tracking?.began(run, {
      kind: "looping call",
      describe: () => `looping call, every ${seconds} s`,
      isLive: () => run.going,
      end: () => run.stop(),
      secondsLeft: () => run.nextAt - this.clock.seconds(),
      harmless: this.clock instanceof Clock,
      owner: ownerOf(this.clock),
    });
    const done = run.done.addCallback(() => this);
    if (now) run.callNow();
    else run.schedule();
    return done;
  }

  /** No call is begun after this; see {@link LoopingCall.start}. Throws `NotRunning`. */
  stop(): void {
    this.#going("stop").stop();
  }

  /**
   * Begin a new grid now: the next call comes one interval from now (T6). While the function is at work
   * this does nothing. Throws `NotRunning`.
   */
  reset(): void {
    this.#going("reset").reset();
  }

  #going(what: string): Run {
    if (!this.#run?.going) throw new NotRunning(`${what}(): the LoopingCall is not running`);
    return this.#run;
  }
}

/** From one `start` to its end, which may come after the next `start` if the function is slow. */
class Run {
  readonly done: Deferred<void>;
  going = true;
  readonly #clock: IReactorTime;
  readonly #interval: number;
  readonly #call: (count: number) => Awaitable<unknown>;
  started: number;
  /** The number of the tick that was called last, and of the one that is to be called next. */
  #lastTick = -1;
  #nextTick = 0;
  /** When the last call was made. */
  #lastTime: number | null = null;
  #next: IDelayedCall | null = null;
  #working: Deferred<unknown> | null = null;

  constructor(clock: IReactorTime, interval: number, call: (count: number) => Awaitable<unknown>) {
    this.#clock = clock;
    this.#interval = interval;
    this.#call = call;
    this.started = clock.seconds();
    this.done = new Deferred<void>(() => this.#cancel());
  }

  /** When its next call is due; while the function is at work, now. */
  get nextAt(): number {
    return this.#next?.getTime() ?? this.#clock.seconds();
  }

  callNow(): void {
    this.#next = null;
    const now = this.#clock.seconds();
    const tick = Math.max(this.#nextTick, this.#tickAt(now));
    const count = this.#interval === 0 ? 1 : tick - this.#lastTick;
    this.#lastTick = tick;
    this.#lastTime = now;
    const working = maybeDeferred(this.#call, count);
    this.#working = working;
    working.addCallbacks(
      () => this.#worked(),
      (failure) => this.#failed(failure),
    );
  }

  schedule(): void {
    // Not called yet, and not to be called at the start: the start counts as the last tick.
    if (this.#lastTime === null) this.#lastTick = 0;
    const now = this.#clock.seconds();
    this.#nextTick = Math.max(this.#lastTick, this.#tickAt(now)) + 1;
    const seconds = Math.max(0, this.#timeOf(this.#nextTick) - now);
    this.#next = this.#clock.callLater(seconds, () => this.callNow());
  }

  stop(): void {
    this.going = false;
    if (this.#next === null) return;
    this.#cancelNext();
    this.done.callback();
  }

  reset(): void {
    if (this.#next === null) return;
    this.#cancelNext();
    this.started = this.#clock.seconds();
    // On the new grid the last call may lie whole intervals back: those count (T2).
    const last = this.#lastTime ?? this.started;
    this.#lastTick = this.#interval === 0 ? 0 : Math.trunc((last - this.started) / this.#interval);
    this.schedule();
  }

  #worked(): void {
    this.#working = null;
    if (this.going) this.schedule();
    else if (!this.done.called) this.done.callback();
  }

  /** After a cancel somebody has been told already; an error beyond that one is left to be reported. */
  #failed(failure: Failure): Failure | undefined {
    this.#working = null;
    this.going = false;
    if (this.done.called) return failure.check(CancelledError) ? undefined : failure;
    this.done.errback(failure);
    return undefined;
  }

  #cancel(): void {
    this.going = false;
    this.#cancelNext();
    this.#working?.cancel();
  }

  #cancelNext(): void {
    this.#next?.cancel();
    this.#next = null;
  }

  #timeOf(tick: number): number {
    return this.started + tick * this.#interval;
  }

  /** The last tick of the grid that is not after `now`: the division may be off by one. */
  #tickAt(now: number): number {
    if (this.#interval === 0) return 0;
    const tick = Math.floor((now - this.started) / this.#interval);
    if (this.#timeOf(tick) > now) return tick - 1;
    return this.#timeOf(tick + 1) <= now ? tick + 1 : tick;
  }
}
