/** Several who wait for the same thing: each has a Deferred of their own, and may cancel it. */
import { Deferred, type Failure } from "../deferred/index.ts";

export class Waiters<T> {
  #waiting: Deferred<T>[] = [];

  /** @param cancelled is called when this wait is given up, which fails with a `CancelledError`. */
  wait(cancelled: () => void = () => {}): Deferred<T> {
    const waiter = new Deferred<T>(() => {
      this.#waiting = this.#waiting.filter((other) => other !== waiter);
      cancelled();
    });
    this.#waiting.push(waiter);
    return waiter;
  }

  /** All who wait now get `value`; who begins to wait while they get it waits for the next one. */
  callback(value: T | Failure): void {
    for (const waiter of this.#waiting.splice(0)) if (!waiter.called) waiter.callback(value);
  }
}
