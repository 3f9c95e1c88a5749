/** Those who wait for a connection, some of them only through so many failed attempts. */
import type { Failure } from "../deferred/index.ts";
import { Deferred } from "../deferred/index.ts";

interface Waiter<P> {
  readonly deferred: Deferred<P>;
  /** How many more attempts may fail; the last of them fails the waiter. */
  left: number;
}

export class ConnectedWaiters<P> {
  #waiting: Waiter<P>[] = [];

  /** Cancelling it ends this wait and nothing else. */
  wait(failAfterFailures: number): Deferred<P> {
    const deferred = new Deferred<P>(() => {
      this.#waiting = this.#waiting.filter((waiter) => waiter.deferred !== deferred);
    });
    this.#waiting.push({ deferred, left: failAfterFailures });
    return deferred;
  }

  /** One more attempt has failed. */
  attemptFailed(failure: Failure): void {
    for (const waiter of this.#waiting) waiter.left -= 1;
    const over = this.#waiting.filter(({ left }) => left <= 0);
    this.#waiting = this.#waiting.filter(({ left }) => left > 0);
    fire(over, failure);
  }

  /** The wait is over for all. */
  callback(outcome: P | Failure): void {
    fire(this.#waiting.splice(0), outcome);
  }
}

function fire<P>(waiters: readonly Waiter<P>[], outcome: P | Failure): void {
  // What one of them does may have cancelled another one.
  for (const { deferred } of waiters) if (!deferred.called) deferred.callback(outcome);
}
