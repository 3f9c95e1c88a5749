/// <reference lib="esnext.disposable" preserve="true" />
/**
 * A number of tokens, which those who want one get in the order in which they asked (D30).
 *
 * A token that is released goes straight to the next who waits, before `release` returns: nobody can come in
 * between, and no wake-up is lost. Where each one who gets it releases it at once, that would take native
 * stack for each; from a certain depth on, the token is handed over when the stack is empty again.
 */
import { maybeDeferred, succeed } from "./constructors.ts";
import { type Awaitable, Deferred } from "./deferred.ts";
import { NotHeldError } from "./errors.ts";
import { Fifo } from "./fifo.ts";
import { withSignal } from "./signals.ts";

/** How many may get a token inside of each other's `release`. */
const MAX_DEPTH = 50;

export interface AcquireOptions {
  /** Aborting it gives the wait up. */
  readonly signal?: AbortSignal | undefined;
}

export class DeferredSemaphore implements Disposable {
  /** How many tokens there are in all. */
  readonly limit: number;
  #tokens: number;
  readonly #waiting = new Fifo<Deferred<this>>();
  #depth = 0;
  /** Tokens that were released too deep on the stack, and are neither to be had nor handed over yet. */
  #owed = 0;

  constructor(tokens: number) {
    if (!Number.isSafeInteger(tokens) || tokens < 1)
      throw new RangeError(`DeferredSemaphore(${tokens}): at least one token, and a whole number`);
    this.limit = this.#tokens = tokens;
  }

  /** How many are to be had now. */
  get tokens(): number {
    return this.#tokens;
  }

  /** How many wait for one. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Get a token: fires with this semaphore when there is one. Cancelled, it leaves the queue.
   *
   * Give the token back with {@link DeferredSemaphore.release}, or write `using held = await …`.
   */
  acquire({ signal }: AcquireOptions = {}): Deferred<this> {
    if (this.#tokens > 0 && !signal?.aborted) {
      this.#tokens -= 1;
      return succeed(this);
    }
    const waiter = new Deferred<this>(() => this.#waiting.remove(place));
    const place = this.#waiting.push(waiter);
    return withSignal(waiter, signal);
  }

  /** Give a token back, to the next who waits. Throws `NotHeldError` where none is out. */
  release(): void {
    if (this.#tokens + this.#owed === this.limit)
      throw new NotHeldError("release() of a token that nobody holds");
    this.#owed += 1;
    if (this.#depth >= MAX_DEPTH) return;
    this.#depth += 1;
    do this.#handOver();
    while (this.#depth === 1 && this.#owed > 0);
    this.#depth -= 1;
  }

  #handOver(): void {
    this.#owed -= 1;
    let next = this.#waiting.shift();
    // Fired by somebody who had no business to: it has no use for a token.
    while (next?.called) next = this.#waiting.shift();
    if (next === undefined) this.#tokens += 1;
    else next.callback(this);
  }

  /** Call `f(...args)` with a token held, until what it returns has its result, which is the result of this. */
  run<A extends unknown[], T>(f: (...args: A) => Awaitable<T>, ...args: A): Deferred<T> {
    return this.acquire().addCallback(() =>
      maybeDeferred(f, ...args).addBoth((result) => {
        this.release();
        return result as T;
      }),
    );
  }

  /** {@link DeferredSemaphore.release}, at the end of the block of a `using`. */
  [Symbol.dispose](): void {
    this.release();
  }
}
