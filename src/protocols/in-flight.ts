/**
 * Requests that were accepted and are not answered yet: what a protocol waits for when it is drained.
 *
 * Rule: each is counted from `begin` until its answer has been written, however often that is said.
 */
import { Deferred, isThenable, succeed } from "../deferred/index.ts";

/** Counts them, and tells when there are none: `drain() { return this.requests.none(); }`. */
export class InFlight {
  #count = 0;
  #waiting: Deferred<void>[] = [];

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** One more. Call the result when its answer has been written, or will never be. */
  begin(): () => void {
    let answered = false;
    this.#count += 1;
    return () => {
      if (answered) return;
      answered = true;
      this.#count -= 1;
      if (this.#count > 0) return;
      for (const waiting of this.#waiting.splice(0))
        if (!waiting.called) waiting.callback(undefined);
    };
  }

  /** One more, until `answer` is there or has failed; what is nothing to wait for is not counted. Gives it back. */
  until<T>(answer: T): T {
    if (isThenable(answer)) {
      const done = this.begin();
      answer.then(done, done);
    }
    return answer;
  }

  /** Fires when there are none, at once if so. */
  none(): Deferred<void> {
    if (this.#count === 0) return succeed(undefined);
    const none: Deferred<void> = new Deferred<void>(() => {
      this.#waiting = this.#waiting.filter((waiting) => waiting !== none);
    });
    this.#waiting.push(none);
    return none;
  }
}
