/**
 * A result that is not here yet.
 *
 * Its callbacks run synchronously when the result is there, strictly in the order added, each one
 * given what the one before it returned (D1, D2). A callback that returns a Deferred or a promise
 * makes the chain wait for it. All of it runs in one loop, so that chains of any length and depth
 * take constant native stack (D6, D32).
 *
 * Two rules hold the representation together:
 * - the first pair of callbacks is stored in the Deferred itself, since most never have a second;
 * - while the chain waits for another Deferred, that one is our `#result`.
 */
import { bindContext } from "./context.ts";
import { liveWhile, noticing, recordCreation, recordInvocation, stacksOf } from "./debug.ts";
import { AlreadyCalledError, CancelledError } from "./errors.ts";
import { Failure, failureFrom } from "./failure.ts";
import { describe, printedByToString } from "./inspect.ts";
import { promised } from "./promise-observer.ts";
import {
  append,
  type Callback,
  type Interruptible,
  isInterruptible,
  type Listener,
  prepend,
  RESUME,
  type Step,
  TELL,
} from "./step.ts";
import { fromThenable, isThenable } from "./thenable.ts";
import { startTimeout, type TimeoutClock, type TimeoutHandler } from "./timeout.ts";
import { forget, type Unhandled, watch } from "./unhandled.ts";
import { innermost, waitsFor } from "./waiting.ts";
import { AtOnce, ThrownAtOnce, Yielded } from "./yielded.ts";

/** What a callback may return: a value, or something to wait for. */
export type Awaitable<T> = T | PromiseLike<T>;

const NONE: unique symbol = Symbol("no result yet");
const CALLED = 1;
const FAILED = 2;
/** A callback of this very Deferred is at work: what is added meanwhile waits for its turn (D5). */
const RUNNING = 4;
/** The one later `callback` or `errback` of a cancelled Deferred that has no canceller (D13). */
const SUPPRESS = 8;
/** Somebody has been told of the failure. */
const SEEN = 16;
/** The bits from here on count the pauses (D18). */
const PAUSE = 32;

/** For this folder: what {@link takeResult} gives where there is no result yet. */
export const WAITING: unique symbol = Symbol("waiting");

/** For this folder: run the callbacks of one that {@link begin} has fired. */
export let runCallbacks: (first: Deferred<unknown>) => void;

/**
 * For this folder: fire `deferred` with a value, a `Failure` or something to wait for, and give it back
 * if its callbacks can run now; the caller has that done. Throws `AlreadyCalledError`.
 */
export let begin: (deferred: Deferred<never>, result: unknown) => Deferred<unknown> | null;

/** For this folder: take the result that is there; or have `listener` told, and give {@link WAITING}. */
export let takeResult: (deferred: Deferred<unknown>, listener: Listener) => unknown;

/** For this folder: cancel, and give the Deferred whose callbacks are to run next, if any. */
export let cancelInLoop: (deferred: Deferred<unknown>) => Deferred<unknown> | null;

/** For this folder: have `listener` told when it is its turn, as a callback would be. */
export let tell: (deferred: Deferred<never>, listener: Listener) => void;

export class Deferred<T> implements PromiseLike<T> {
  #result: unknown = NONE;
  #state = 0;
  #run: Step["run"] | undefined = undefined;
  #errback: unknown = null;
  /** The last of the other steps. */
  #last: Step | null = null;
  /** When it has fired: whoever is being told of the result. */
  #canceller: ((self: never) => void) | Interruptible | Listener | null;
  #unhandled: Unhandled | null = null;

  /**
   * @param canceller stops the work when somebody calls {@link Deferred.cancel}; it may fire the
   * Deferred itself, and if it does not, the result is a `CancelledError` (D12, D16).
   */
  constructor(canceller?: (self: Deferred<T>) => void) {
    this.#canceller = canceller ?? null;
    if (noticing) recordCreation(this);
  }

  /** Has this been fired? It may still be waiting for a Deferred that a callback returned. */
  get called(): boolean {
    return (this.#state & CALLED) !== 0;
  }

  /** The result as it stands now: a value, a `Failure`, or the Deferred waited for; before any, `undefined`. */
  get result(): unknown {
    return this.#result === NONE ? undefined : this.#result;
  }

  /** Fire with a value; a `Failure` goes down the errback chain (D4). Throws `AlreadyCalledError` (D10). */
  callback(value: T | Failure): void {
    if ((value as unknown) instanceof Deferred)
      throw new TypeError("callback() was given a Deferred: return it from a callback instead");
    this.#fire(value, value instanceof Failure);
  }

  /** Fire with an error; what is no `Failure` is wrapped in one. Throws `AlreadyCalledError` (D10). */
  errback(error: unknown): void {
    this.#fire(error instanceof Failure ? error : new Failure(error), true);
  }

  /**
   * Add one pair: `callback` for a value, `errback` for a failure. An error thrown by this pair's
   * callback goes to the next pair, not to this errback (D3). Gives back this same Deferred.
   */
  addCallbacks<U, V = never>(
    callback: (value: T) => Awaitable<U>,
    errback?: (failure: Failure) => Awaitable<V>,
  ): Deferred<U | V> {
    return this.#addPair(callback, errback ?? null) as unknown as Deferred<U | V>;
  }

  addCallback<U>(callback: (value: T) => Awaitable<U>): Deferred<U> {
    return this.#addPair(callback, null) as unknown as Deferred<U>;
  }

  /** An errback that returns normally has dealt with the error; return the failure to pass it on (D34). */
  addErrback<V>(errback: (failure: Failure) => Awaitable<V>): Deferred<T | V> {
    return this.#addPair(null, errback) as unknown as Deferred<T | V>;
  }

  addBoth<U>(both: (result: T | Failure) => Awaitable<U>): Deferred<U> {
    return this.#addPair(both, both) as unknown as Deferred<U>;
  }

  /** Fire `other` with our result; later callbacks of this one see `undefined`. */
  chainDeferred(other: Deferred<T>): Deferred<undefined> {
    if ((other as unknown) === this) throw new TypeError("a Deferred cannot be chained to itself");
    const told = (result: unknown) => begin(other as Deferred<never>, result);
    return this.#add(TELL, {
      told,
      looks: false,
      left: undefined,
    }) as unknown as Deferred<undefined>;
  }

  /** Hold the callbacks back; each call needs its own {@link Deferred.unpause} (D18). */
  pause(): void {
    this.#state += PAUSE;
  }

  unpause(): void {
    if (this.#state < PAUSE) throw new RangeError("unpause() without a pause()");
    this.#state -= PAUSE;
    if (this.#state < PAUSE && this.called) runCallbacks(this);
  }

  /**
   * Ask whoever works on it to stop. Not fired yet: the canceller runs, and unless it fires, the
   * result is a `CancelledError`. Waiting for another Deferred: that one is cancelled (D14). Over: nothing (D15).
   * Throws what the canceller throws, and `TypeError` where Deferreds wait for each other in a circle.
   */
  cancel(): void {
    const last = innermost(this as Deferred<unknown>);
    if (last !== this) last.cancel();
    else if (this.#cancel()) runCallbacks(last);
  }

  /** It waits for none. Are its callbacks to be run now? */
  #cancel(): boolean {
    if (this.called) return false;
    const canceller = this.#canceller;
    if (isInterruptible(canceller)) {
      const interruption = canceller.interruption();
      this.#fired();
      this.#result = undefined;
      if (this.#run !== undefined) this.#last = prepend(this.#last, this.#run, this.#errback);
      this.#run = TELL;
      this.#errback = interruption;
      return true;
    }
    if (canceller === null) this.#state |= SUPPRESS;
    else (canceller as Callback)(this as never);
    if (!this.called) this.#start(new Failure(new CancelledError("cancelled")), true);
    return false;
  }

  /**
   * Cancel after `seconds`; the `CancelledError` that this timeout causes becomes a `TimeoutError`,
   * one from elsewhere stays what it is (D17). Covers the callbacks added before it.
   *
   * @param onTimeoutCancel is given the result after this timeout has cancelled, and gives the one to go on with.
   */
  addTimeout(
    seconds: number,
    clock: TimeoutClock,
    onTimeoutCancel?: TimeoutHandler<T>,
  ): Deferred<T> {
    const end = startTimeout(this, seconds, clock, onTimeoutCancel);
    return this.#add(end, end);
  }

  /** Observe the result where the chain stands now, for `await` and promises; the chain keeps it. */
  then<U = T, V = never>(
    fulfilled?: ((value: T) => Awaitable<U>) | null,
    rejected?: ((reason: unknown) => Awaitable<V>) | null,
  ): Promise<U | V> {
    return this.#promise().then(fulfilled, rejected);
  }

  catch<V = never>(rejected?: ((reason: unknown) => Awaitable<V>) | null): Promise<T | V> {
    return this.then(null, rejected);
  }

  finally(after?: (() => void) | null): Promise<T> {
    return this.#promise().finally(after);
  }

  get [Symbol.toStringTag](): string {
    return "Deferred";
  }

  toString(): string {
    return describe(this as Deferred<unknown>);
  }

  /** For `const value = yield* deferred` inside `inlineCallbacks`: takes the result, as a callback would. */
  [Symbol.iterator](): Iterator<Deferred<T>, T, unknown> {
    if (!this.#ready()) return new Yielded<Deferred<T>, T>(this);
    const result = this.#takeNow();
    return result instanceof Failure ? new ThrownAtOnce(result.thrown) : new AtOnce<T>(result as T);
  }

  #fire(result: unknown, failed: boolean): void {
    if (this.called) {
      this.#firedAgain();
      return;
    }
    this.#start(result, failed);
  }

  /** The one fire after a cancel that nobody could be told of is let pass (D13); any other is an error (D10). */
  #firedAgain(): void {
    if ((this.#state & SUPPRESS) === 0) throw new AlreadyCalledError(stacksOf(this));
    this.#state &= ~SUPPRESS;
  }

  #fired(): void {
    this.#state |= CALLED;
    this.#canceller = null;
    if (noticing) recordInvocation(this);
  }

  #start(result: unknown, failed: boolean): void {
    this.#fired();
    this.#result = result;
    if (failed) this.#state |= FAILED;
    if (failed || this.#run !== undefined) runCallbacks(this as Deferred<unknown>);
  }

  /** {@link begin}. */
  #begin(result: unknown): Deferred<unknown> | null {
    if (this.called) {
      this.#firedAgain();
      return null;
    }
    this.#fired();
    return this.#settleWith(result) ? null : (this as Deferred<unknown>);
  }

  #addPair(callback: Callback | null, errback: Callback | null): this {
    if (bindContext === null) return this.#add(callback, errback);
    const bound = callback && bindContext(callback);
    return this.#add(bound, errback === callback ? bound : errback && bindContext(errback));
  }

  #add(run: Step["run"], errback: unknown): this {
    this.#append(run, errback);
    if (this.#mayRun()) runCallbacks(this as Deferred<unknown>);
    return this;
  }

  /** It has a result, and nothing holds it back. */
  #mayRun(): boolean {
    return (this.#state & (CALLED | RUNNING)) === CALLED && this.#state < PAUSE;
  }

  /** Is the result here, for whoever asks next? */
  #ready(): boolean {
    return this.#mayRun() && this.#run === undefined;
  }

  #promise(): Promise<T> {
    if (this.#ready()) {
      if ((this.#state & FAILED) === 0) return Promise.resolve(this.#result as T);
      this.#state |= SEEN;
      this.#dropReport();
      return Promise.reject((this.#result as Failure).thrown);
    }
    return promised((listener) => this.#add(TELL, listener));
  }

  /** {@link takeResult}. */
  #take(listener: Listener): unknown {
    if (this.#ready()) return this.#takeNow();
    this.#add(TELL, listener);
    return WAITING;
  }

  #takeNow(): unknown {
    const result = this.#result;
    this.#settle(undefined, false);
    this.#dropReport();
    return result;
  }

  #append(run: Step["run"], errback: unknown): void {
    if (this.#run === undefined) {
      this.#run = run;
      this.#errback = errback;
      return;
    }
    this.#last = append(this.#last, run, errback);
  }

  /** Put the second step, if any, in the place of the first. */
  #shift(): void {
    const last = this.#last;
    if (last === null) {
      this.#run = undefined;
      this.#errback = null;
      return;
    }
    const { next } = last;
    this.#run = next.run;
    this.#errback = next.errback;
    if (next === last) this.#last = null;
    else last.next = next.next;
  }

  #settle(result: unknown, failed: boolean): void {
    this.#result = result;
    this.#state = failed ? (this.#state | FAILED) & ~SEEN : this.#state & ~(FAILED | SEEN);
  }

  /** Go on with a value, a failure, or something to wait for. Waits? */
  #settleWith(result: unknown): boolean {
    if (typeof result !== "object" || result === null) {
      this.#settle(result, false);
      return false;
    }
    try {
      if (isThenable(result)) return this.#adopt(fromThenable(result));
      this.#settle(result, result instanceof Failure);
    } catch (thrown) {
      this.#settle(failureFrom(thrown), true);
    }
    return false;
  }

  /** The result is a Deferred: take its result when it has one (D7), else wait for it (D6, D8). Waits? */
  #adopt(inner: Deferred<unknown>): boolean {
    if (waitsFor(inner, this)) {
      const what = "a callback returned its own Deferred, or one that waits for it (D9)";
      this.#settle(new Failure(new TypeError(what)), true);
      return false;
    }
    if (inner.#result === NONE || inner.#state >= PAUSE || inner.#result instanceof Deferred) {
      this.#settle(inner, false);
      this.#state += PAUSE;
      inner.#append(RESUME, this);
      return true;
    }
    this.#settle(inner.#result, (inner.#state & FAILED) !== 0);
    inner.#settle(undefined, false);
    inner.#dropReport();
    return false;
  }

  #dropReport(): void {
    if (this.#unhandled === null) return;
    forget(this.#unhandled);
    this.#unhandled = null;
  }

  /**
   * Run one step. Gives the Deferred to go on with first, if any, or `this` to stop here; where
   * `RUNNING` is left on, this step is over when that one has gone as far as it can.
   */
  #step(): Deferred<unknown> | null {
    const run = this.#run;
    const errback = this.#errback;
    this.#shift();
    const failed = (this.#state & FAILED) !== 0;
    switch (run) {
      case RESUME: {
        const waiter = errback as Deferred<unknown>;
        waiter.#settle(this.#result, failed);
        waiter.#state -= PAUSE;
        this.#settle(undefined, false);
        return waiter;
      }
      case TELL:
        return this.#tell(errback as Listener);
      default: {
        const callback = (failed ? errback : run) as Callback | null;
        return callback !== null && this.#call(callback) ? (this as Deferred<unknown>) : null;
      }
    }
  }

  /** Waits? */
  #call(callback: Callback): boolean {
    this.#state |= RUNNING;
    let result: unknown;
    try {
      result = callback(this.#result as never);
    } catch (thrown) {
      this.#state &= ~RUNNING;
      this.#settle(failureFrom(thrown), true);
      return false;
    }
    this.#state &= ~RUNNING;
    return this.#settleWith(result);
  }

  /** As a callback would be; what it throws is the result. */
  #tell(listener: Listener): Deferred<unknown> | null {
    this.#state |= RUNNING;
    this.#canceller = listener;
    try {
      const next = listener.told(this.#result);
      if (next === null) this.#told();
      return next;
    } catch (thrown) {
      this.#state &= ~RUNNING;
      this.#canceller = null;
      this.#settle(failureFrom(thrown), true);
      return null;
    }
  }

  /** Whoever was told of the result has gone as far as it can. */
  #told(): void {
    const { looks, left } = this.#canceller as Listener;
    this.#state &= ~RUNNING;
    this.#canceller = null;
    if (looks) this.#state |= SEEN;
    else if (left instanceof Deferred) this.#settleWith(left);
    else this.#settle(left, left instanceof Failure);
  }

  /** As far as it goes for now: see to it that a failure nobody has seen is reported one day (D19). */
  #finish(): void {
    const loose = (this.#state & (FAILED | SEEN)) === FAILED && this.#run === undefined;
    this.#dropReport();
    if (loose) this.#unhandled = watch(this, this.#result as Failure);
  }

  static {
    printedByToString(this);
    runCallbacks = (first) => {
      if ((first.#state & RUNNING) !== 0) return;
      let current = first;
      /** Those to come back to, once the one that they resumed has gone as far as it can. */
      let suspended: Deferred<unknown>[] | null = null;
      for (;;) {
        let next: Deferred<unknown> | null = null;
        while (next === null && current.#state < PAUSE && current.#run !== undefined)
          next = current.#step();
        if (next !== null && next !== current) {
          if (current.#run !== undefined || (current.#state & RUNNING) !== 0) {
            suspended ??= [];
            suspended.push(current);
          } else current.#finish();
          current = next;
          continue;
        }
        current.#finish();
        const back = suspended?.pop();
        if (back === undefined) return;
        current = back;
        if ((current.#state & RUNNING) !== 0) current.#told();
      }
    };
    begin = (deferred, result) => deferred.#begin(result);
    takeResult = (deferred, listener) => deferred.#take(listener);
    tell = (deferred, listener) => void deferred.#add(TELL, listener);
    liveWhile<Deferred<never>>((deferred) => !deferred.called && deferred.#run !== undefined);
    cancelInLoop = (deferred) => {
      const last = innermost(deferred);
      if (!isInterruptible(last.#canceller)) last.cancel();
      else if (last.#cancel()) return last;
      return null;
    };
  }
}
