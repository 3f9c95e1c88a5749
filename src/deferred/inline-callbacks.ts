/**
 * Straight-line code over Deferreds that is resumed synchronously and can be cancelled from outside.
 *
 * Fired Deferreds are gone through in a loop, so that a million of them take no native stack (D22).
 */
import { maybeDeferred } from "./constructors.ts";
import { type Awaitable, Deferred, fireWith } from "./deferred.ts";
import { Failure } from "./failure.ts";

/** A generator that waits at its yields; what it returns is waited for too. */
type Body<T> = Generator<Deferred<unknown>, Awaitable<T>, unknown>;

/**
 * Run a generator in which `const value = yield* deferred` waits; the result is what it returns.
 *
 * A failed Deferred throws its Error at the `yield`. Cancelling the result cancels the Deferred that
 * is waited for; the generator may catch the `CancelledError` and go on, and be cancelled again (D24).
 */
export function inlineCallbacks<T>(body: () => Body<T>): Deferred<T> {
  const generator = body() as Body<T> | undefined;
  if (typeof generator?.next !== "function")
    throw new TypeError(`inlineCallbacks: ${body.name || "the function"} is not a generator (D23)`);
  return new Run(generator).result;
}

class Run<T> {
  readonly result: Deferred<T>;
  readonly #generator: Body<T>;
  /** Fired when the generator ends: the result itself, or since a cancel what the result waits for. */
  #outcome: Deferred<T>;
  #waitingOn: Deferred<unknown> | null = null;
  /** Cancelled while the generator was on the stack: the next Deferred it waits for is cancelled. */
  #cancelNext = false;
  /** Set while the loop below is on the stack: an answer is then left here instead of recursing. */
  #looping = false;
  #answer: unknown;
  #answered = true;

  constructor(generator: Body<T>) {
    this.#generator = generator;
    this.#outcome = this.result = this.#newOutcome();
    this.#loop();
  }

  #newOutcome(): Deferred<T> {
    return new Deferred<T>(() => this.#cancel());
  }

  /** A generator that goes on after its cancellation is waited for: a fresh outcome takes over. */
  #cancel(): void {
    const asked = this.#outcome;
    if (this.#waitingOn === null) this.#cancelNext = true;
    else this.#waitingOn.cancel();
    if (asked.called) return;
    this.#outcome = this.#newOutcome();
    fireWith(asked, this.#outcome);
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
      let next: IteratorResult<Deferred<unknown>, Awaitable<T>>;
      try {
        next =
          answer instanceof Failure
            ? this.#generator.throw(answer.value)
            : this.#generator.next(answer);
      } catch (thrown) {
        this.#outcome.errback(thrown);
        break;
      }
      if (next.done) {
        const { value } = next;
        fireWith(
          this.#outcome,
          maybeDeferred(() => value),
        );
        break;
      }
      this.#wait(next.value);
    }
    this.#looping = false;
  }

  /** What is no Deferred is sent straight back (D22). */
  #wait(yielded: unknown): void {
    if (!(yielded instanceof Deferred)) {
      this.#resume(yielded);
      return;
    }
    this.#waitingOn = yielded;
    yielded.addBoth((result) => this.#resume(result));
    if (!this.#cancelNext || this.#waitingOn !== yielded) return;
    this.#cancelNext = false;
    yielded.cancel();
  }
}
