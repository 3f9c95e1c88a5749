/**
 * Straight-line code over Deferreds that is resumed synchronously and can be cancelled from outside.
 *
 * Fired Deferreds are gone through in a loop, so that a million of them take no native stack (D22).
 */
import { Deferred } from "./deferred.ts";
import { Failure } from "./failure.ts";

/**
 * Run a generator in which `const value = yield* deferred` waits; the result is what it returns.
 *
 * A failed Deferred throws its Error at the `yield`. Cancelling the result cancels the Deferred that
 * is waited for; the generator may catch the `CancelledError` and go on, and be cancelled again (D24).
 */
export function inlineCallbacks<T>(
  body: () => Generator<Deferred<unknown>, T, unknown>,
): Deferred<T> {
  const generator = body() as Generator<Deferred<unknown>, T, unknown> | undefined;
  if (typeof generator?.next !== "function")
    throw new TypeError(`inlineCallbacks: ${body.name || "the function"} is not a generator (D23)`);
  return new Run(generator).result;
}

class Run<T> {
  readonly result: Deferred<T>;
  readonly #generator: Generator<Deferred<unknown>, T, unknown>;
  #waitingOn: Deferred<unknown> | null = null;
  /** Set while the loop below is on the stack: an answer is then left here instead of recursing. */
  #looping = false;
  #answer: unknown;
  #answered = false;

  constructor(generator: Generator<Deferred<unknown>, T, unknown>) {
    this.#generator = generator;
    this.result = new Deferred<T>(() => this.#waitingOn?.cancel());
    this.#answered = true;
    this.#loop();
  }

  #resume(result: unknown): undefined {
    this.#waitingOn = null;
    this.#answer = result;
    this.#answered = true;
    if (!this.#looping) this.#loop();
    return undefined;
  }

  #loop(): void {
    this.#looping = true;
    while (this.#answered) {
      this.#answered = false;
      const answer = this.#answer;
      let next: IteratorResult<Deferred<unknown>, T>;
      try {
        next =
          answer instanceof Failure
            ? this.#generator.throw(answer.value)
            : this.#generator.next(answer);
      } catch (thrown) {
        this.result.errback(thrown);
        break;
      }
      if (next.done) {
        this.result.callback(next.value);
        break;
      }
      this.#wait(next.value);
    }
    this.#looping = false;
  }

  /** What is no Deferred is sent straight back (D22). */
  #wait(yielded: unknown): void {
    if (yielded instanceof Deferred) {
      this.#waitingOn = yielded;
      yielded.addBoth((result) => this.#resume(result));
    } else this.#resume(yielded);
  }
}
