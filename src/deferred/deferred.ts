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
import { AlreadyCalledError, CancelledError, TimeoutError } from "./errors.ts";
import { Failure } from "./failure.ts";
import { forget, type Unhandled, watch } from "./unhandled.ts";

/** What a callback may return: a value, or something to wait for. */
export type Awaitable<T> = T | PromiseLike<T>;

/** The part of a clock that a timeout needs; every reactor and `Clock` has it. */
export interface TimeoutClock {
  callLater(seconds: number, callable: () => void): { cancel(): void; readonly active: boolean };
}

type Callback = (value: never) => unknown;
/** A pair of callbacks, or one of the marks below and what it is about. */
interface Step {
  readonly run: Callback | typeof RESUME | typeof FIRE | typeof OBSERVE | null;
  readonly errback: unknown;
  next: Step | null;
}
interface Observer {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const NONE: unique symbol = Symbol("no result yet");
/** Give our result to the Deferred that waits for us, and go on with it. */
const RESUME = 1;
/** Fire the Deferred that `chainDeferred` was given. */
const FIRE = 2;
/** Tell a promise, and keep the result as it is. */
const OBSERVE = 3;

const CALLED = 1;
const FAILED = 2;
/** A callback of this very Deferred is on the native stack. */
const RUNNING = 4;
/** The one later `callback` or `errback` of a cancelled Deferred that has no canceller (D13). */
const SUPPRESS = 8;
/** Somebody has been told of the failure. */
const SEEN = 16;
/** The bits from here on count the pauses (D18). */
const PAUSE = 32;

/** `Deferred.#runCallbacks`, under a name that a class with type parameters can call. */
let runCallbacks: (first: Deferred<unknown>) => void;

/** For this folder: fire `outer`, which has not fired, with whatever `inner` ends with. */
export let fireWith: <T>(outer: Deferred<T>, inner: Deferred<T>) => void;

export class Deferred<T> implements PromiseLike<T> {
  #result: unknown = NONE;
  #state = 0;
  #run: Step["run"] | undefined = undefined;
  #errback: unknown = null;
  #more: Step | null = null;
  #last: Step | null = null;
  #canceller: ((self: never) => void) | null;
  #unhandled: Unhandled | null = null;

  /**
   * @param canceller stops the work when somebody calls {@link Deferred.cancel}; it may fire the
   * Deferred itself, and if it does not, the result is a `CancelledError` (D12, D16).
   */
  constructor(canceller?: (self: Deferred<T>) => void) {
    this.#canceller = canceller ?? null;
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
    return this.#add(callback, errback ?? null) as unknown as Deferred<U | V>;
  }

  addCallback<U>(callback: (value: T) => Awaitable<U>): Deferred<U> {
    return this.#add(callback, null) as unknown as Deferred<U>;
  }

  /** An errback that returns normally has dealt with the error; return the failure to pass it on (D34). */
  addErrback<V>(errback: (failure: Failure) => Awaitable<V>): Deferred<T | V> {
    return this.#add(null, errback) as unknown as Deferred<T | V>;
  }

  addBoth<U>(both: (result: T | Failure) => Awaitable<U>): Deferred<U> {
    return this.#add(both, both) as unknown as Deferred<U>;
  }

  /** Fire `other` with our result; later callbacks of this one see `undefined`. */
  chainDeferred(other: Deferred<T>): Deferred<undefined> {
    if ((other as unknown) === this) throw new TypeError("a Deferred cannot be chained to itself");
    return this.#add(FIRE, other) as unknown as Deferred<undefined>;
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
   */
  cancel(): void {
    if (this.called) {
      if (this.#result instanceof Deferred) this.#result.cancel();
      return;
    }
    if (this.#canceller === null) this.#state |= SUPPRESS;
    else this.#canceller(this as never);
    if (this.called) return;
    this.#start(new Failure(new CancelledError("cancelled")), true);
  }

  /**
   * Cancel after `seconds`; the `CancelledError` that this timeout causes becomes a `TimeoutError`,
   * one from elsewhere stays what it is (D17). Covers the callbacks added before it.
   */
  addTimeout(
    seconds: number,
    clock: TimeoutClock,
    onTimeoutCancel?: (result: T | Failure, seconds: number) => Awaitable<T>,
  ): Deferred<T> {
    let timedOut = false;
    const call = clock.callLater(seconds, () => {
      timedOut = true;
      this.cancel();
    });
    return this.addBoth((result): Awaitable<T> => {
      if (call.active) call.cancel();
      if (!timedOut) return result as T;
      if (onTimeoutCancel !== undefined) return onTimeoutCancel(result, seconds);
      if (result instanceof Failure && result.check(CancelledError))
        throw new TimeoutError(`no result in ${seconds} s`, { cause: result.value });
      return result as T;
    });
  }

  /** Observe the result where the chain stands now, for `await` and promises; the chain keeps it. */
  then<U = T, V = never>(
    fulfilled?: ((value: T) => Awaitable<U>) | null,
    rejected?: ((reason: unknown) => Awaitable<V>) | null,
  ): Promise<U | V> {
    const promise = new Promise<T>((resolve, reject) => {
      const observer: Observer = { resolve: resolve as Observer["resolve"], reject };
      this.#add(OBSERVE, observer);
    });
    return promise.then(fulfilled, rejected);
  }

  catch<V = never>(rejected?: ((reason: unknown) => Awaitable<V>) | null): Promise<T | V> {
    return this.then(null, rejected);
  }

  finally(after?: (() => void) | null): Promise<T> {
    return this.then().finally(after);
  }

  get [Symbol.toStringTag](): string {
    return "Deferred";
  }

  /** `const value = yield* deferred` inside `inlineCallbacks`. */
  *[Symbol.iterator](): Generator<Deferred<T>, T, unknown> {
    return (yield this) as T;
  }

  #fire(result: unknown, failed: boolean): void {
    if (this.called) {
      if ((this.#state & SUPPRESS) === 0)
        throw new AlreadyCalledError("this Deferred has been fired already");
      this.#state &= ~SUPPRESS;
      return;
    }
    this.#start(result, failed);
  }

  #start(result: unknown, failed: boolean): void {
    this.#state |= failed ? CALLED | FAILED : CALLED;
    this.#canceller = null;
    this.#result = result;
    if (failed || this.#run !== undefined) runCallbacks(this);
  }

  #add(run: Step["run"], errback: unknown): this {
    this.#append(run, errback);
    if ((this.#state & (CALLED | RUNNING)) === CALLED && this.#state < PAUSE) runCallbacks(this);
    return this;
  }

  #append(run: Step["run"], errback: unknown): void {
    if (this.#run === undefined) {
      this.#run = run;
      this.#errback = errback;
      return;
    }
    const step: Step = { run, errback, next: null };
    if (this.#last === null) this.#more = step;
    else this.#last.next = step;
    this.#last = step;
  }

  /** Take the first step off; its two halves are left in `taken`. */
  #shift(): void {
    const next = this.#more;
    if (next === null) {
      this.#run = undefined;
      this.#errback = null;
      return;
    }
    this.#run = next.run;
    this.#errback = next.errback;
    this.#more = next.next;
    if (next.next === null) this.#last = null;
  }

  #settle(result: unknown, failed: boolean): void {
    this.#result = result;
    this.#state = failed ? (this.#state | FAILED) & ~SEEN : this.#state & ~(FAILED | SEEN);
  }

  /** The result is a Deferred: take its result when it has one (D7), else wait for it (D6, D8). Waits? */
  #adopt(inner: Deferred<unknown>): boolean {
    if (inner === (this as unknown)) {
      this.#settle(new Failure(new TypeError("a callback returned its own Deferred (D9)")), true);
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
    if (inner.#unhandled !== null) inner.#dropReport();
    return false;
  }

  #dropReport(): void {
    if (this.#unhandled !== null) forget(this.#unhandled);
    this.#unhandled = null;
  }

  /** Run one step. Gives the Deferred to go on with first, if any, or `this` to stop here. */
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
      case FIRE:
        return this.#fireOther(errback as Deferred<unknown>, failed);
      case OBSERVE: {
        const observer = errback as Observer;
        if (!failed) observer.resolve(this.#result);
        else {
          this.#state |= SEEN;
          observer.reject((this.#result as Failure).value);
        }
        return null;
      }
      default:
        return this.#call((failed ? errback : run) as Callback | null);
    }
  }

  #call(callback: Callback | null): Deferred<unknown> | null {
    if (callback === null) return null;
    this.#state |= RUNNING;
    let result: unknown;
    let thenable: boolean;
    try {
      result = callback(this.#result as never);
      thenable = typeof result === "object" && result !== null && isThenable(result);
    } catch (thrown) {
      this.#state &= ~RUNNING;
      this.#settle(thrown instanceof Failure ? thrown : new Failure(thrown), true);
      return null;
    }
    this.#state &= ~RUNNING;
    if (thenable) {
      const inner = fromThenable(result as PromiseLike<unknown>);
      return this.#adopt(inner) ? (this as Deferred<unknown>) : null;
    }
    this.#settle(result, result instanceof Failure);
    return null;
  }

  #fireOther(other: Deferred<unknown>, failed: boolean): Deferred<unknown> | null {
    const result = this.#result;
    this.#settle(undefined, false);
    if (other.called) {
      if ((other.#state & SUPPRESS) !== 0) other.#state &= ~SUPPRESS;
      else
        this.#settle(
          new Failure(new AlreadyCalledError("chained Deferred was already fired")),
          true,
        );
      return null;
    }
    other.#state |= CALLED;
    other.#canceller = null;
    other.#settle(result, failed);
    return other;
  }

  static #runCallbacks(first: Deferred<unknown>): void {
    let current = first;
    /** Those to come back to, once the one that they resumed has gone as far as it can. */
    let suspended: Deferred<unknown>[] | null = null;
    for (;;) {
      let next: Deferred<unknown> | null = null;
      while (next === null && current.#state < PAUSE && current.#run !== undefined)
        next = current.#step();
      if (next !== null && next !== current) {
        if (current.#run !== undefined) {
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
    }
  }

  /** As far as it goes for now: see to it that a failure nobody has seen is reported one day (D19). */
  #finish(): void {
    const loose = (this.#state & (FAILED | SEEN)) === FAILED && this.#run === undefined;
    if (this.#unhandled !== null) this.#dropReport();
    if (loose) this.#unhandled = watch(this, this.#result as Failure);
  }

  static {
    runCallbacks = (first) => Deferred.#runCallbacks(first);
    fireWith = (outer, inner) => {
      outer.#state |= CALLED;
      outer.#canceller = null;
      if (!outer.#adopt(inner as Deferred<unknown>)) runCallbacks(outer as Deferred<unknown>);
    };
  }
}

function isThenable(value: object): boolean {
  return value instanceof Deferred || typeof (value as { then?: unknown }).then === "function";
}

/** A Deferred for a promise that is on its way already; it cannot be stopped, only no longer waited for. */
function fromThenable<T>(thenable: PromiseLike<T>): Deferred<T> {
  if (thenable instanceof Deferred) return thenable;
  const deferred = new Deferred<T>();
  Promise.resolve(thenable).then(
    (value) => deferred.callback(value),
    (reason: unknown) => deferred.errback(reason),
  );
  return deferred;
}
