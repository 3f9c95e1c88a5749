/// <reference lib="esnext.disposable" preserve="true" />
/** A lock: one holder at a time, the others in the order in which they asked. A semaphore of one token (D30). */
import type { Awaitable, Deferred } from "./deferred.ts";
import { type AcquireOptions, DeferredSemaphore } from "./deferred-semaphore.ts";
import { NotHeldError } from "./errors.ts";

export class DeferredLock implements Disposable {
  readonly #token = new DeferredSemaphore(1);

  get locked(): boolean {
    return this.#token.tokens === 0;
  }

  /** How many wait for it. */
  get waiting(): number {
    return this.#token.waiting;
  }

  /**
   * Get the lock: fires with it when it is yours. Cancelled, it leaves the queue.
   *
   * Give it back with {@link DeferredLock.release}, or write `using held = await lock.acquire()`.
   */
  acquire(options?: AcquireOptions): Deferred<this> {
    return this.#token.acquire(options).addCallback(() => this);
  }

  /** Give it to the next who waits, before this returns. Throws `NotHeldError` where nobody holds it. */
  release(): void {
    if (!this.locked) throw new NotHeldError("release() of a lock that nobody holds");
    this.#token.release();
  }

  /** Call `f(...args)` with the lock held, until what it returns has its result, which is the result of this. */
  run<A extends unknown[], T>(f: (...args: A) => Awaitable<T>, ...args: A): Deferred<T> {
    return this.#token.run(f, ...args);
  }

  /** {@link DeferredLock.release}, at the end of the block of a `using`. */
  [Symbol.dispose](): void {
    this.release();
  }
}
