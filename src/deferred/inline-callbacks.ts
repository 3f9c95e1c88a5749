/**
 * Straight-line code over Deferreds that is resumed synchronously and can be cancelled from outside.
 *
 * Results that are there already are gone through in a loop, and a result that comes later resumes the
 * generator in the loop of the Deferred that had it: a million of either takes no native stack (D22).
 */
import { fail, fired } from "./constructors.ts";
import { bindContext } from "./context.ts";
import {
  type Awaitable,
  begin,
  cancelInLoop,
  Deferred,
  runCallbacks,
  takeResult,
  WAITING,
} from "./deferred.ts";
import { NotACoroutineError } from "./errors.ts";
import { Failure } from "./failure.ts";
import type { Interruptible, Listener } from "./step.ts";
import { fromThenable, isThenable } from "./thenable.ts";

/** A generator that waits at its yields; what it returns is waited for too. */
export type Coroutine<T> = Generator<Deferred<unknown>, Awaitable<T>, unknown>;

/**
 * Run a generator in which `const value = yield* deferred` waits; the result is what it returns.
 *
 * Where it is called often, name the generator function once and pass it its arguments: to make a new
 * generator function for each call costs the engine ten times as much as to run one.
 *
 * A failed Deferred throws its Error at the `yield`; either way its result is taken, as by a callback.
 * Cancelling the result cancels the Deferred that is waited for; the generator may catch the
 * `CancelledError` and go on, and be cancelled again (D24). Throws `TypeError` for what is no generator (D23).
 */
export function inlineCallbacks<A extends unknown[], T>(
  body: (...args: A) => Coroutine<T>,
  ...args: A
): Deferred<T> {
  const generator = body(...args);
  if (!isGenerator(generator))
    throw new TypeError(`inlineCallbacks: ${body.name || "the function"} is not a generator (D23)`);
  return start(generator);
}

/**
 * A Deferred for what may be one already: a Deferred is given back as it is, a promise is waited for, a
 * generator is run as by {@link inlineCallbacks}. Throws `NotACoroutineError` for anything else.
 */
export function ensureDeferred<T>(work: PromiseLike<T> | Coroutine<T>): Deferred<T> {
  if (isThenable(work)) return fromThenable(work as PromiseLike<T>);
  if (isGenerator(work)) return start(work as Coroutine<T>);
  throw new NotACoroutineError(`ensureDeferred: ${typeof work} is nothing to wait for`);
}

function isGenerator(value: unknown): value is Generator<never> {
  const { next, throw: raise } = Object(value) as Partial<Generator>;
  return typeof next === "function" && typeof raise === "function";
}

/** One that is over after its first step, as those are that find all results there, needs no more than that. */
function start<T>(generator: Coroutine<T>): Deferred<T> {
  let step: Step<T>;
  try {
    step = generator.next(undefined);
  } catch (thrown) {
    return fail(thrown);
  }
  return step.done ? fired(step.value) : new Run(generator).start(step.value);
}

type Step<T> = IteratorResult<unknown, Awaitable<T>>;

function advance<T>(generator: Coroutine<T>, result: unknown): Step<T> {
  return result instanceof Failure
    ? result.throwExceptionIntoGenerator(generator)
    : generator.next(result);
}

/** A generator that has come to its first yield. */
class Run<T> implements Listener, Interruptible {
  /** A `yield` takes the result, and leaves nothing. */
  readonly looks = false;
  readonly left: undefined;
  readonly #generator: Coroutine<T>;
  /** Where the context is kept: what advances the generator in that of the start (D25). */
  readonly #inContext: ((result: unknown) => Step<T>) | null;
  /** Fired when the generator ends: the result, or since a cancel what the result waits for. */
  #outcome: Deferred<T>;
  #waitingOn: Deferred<unknown> | null = null;
  /** Cancelled while the generator was at work: the next Deferred it waits for is cancelled. */
  #cancelNext = false;
  /** While a Deferred is being asked, an answer is left here: whoever comes first goes on first. */
  #asking = false;
  #early: unknown = WAITING;

  constructor(generator: Coroutine<T>) {
    this.#generator = generator;
    this.#inContext =
      bindContext === null ? null : bindContext((result) => advance(generator, result));
    this.#outcome = new Deferred<T>(this as never);
  }

  /** @param yielded what the generator has given at its first yield. */
  start(yielded: unknown): Deferred<T> {
    const outcome = this.#outcome;
    const answer = this.#wait(yielded);
    const next = answer === WAITING ? null : this.told(answer);
    if (next !== null) runCallbacks(next);
    return outcome;
  }

  /** Go on with the result of what was waited for, to the next wait or to the end. */
  told(result: unknown): Deferred<unknown> | null {
    if (this.#asking) {
      this.#early = result;
      return null;
    }
    for (let answer = result; answer !== WAITING; ) {
      this.#waitingOn = null;
      let step: Step<T>;
      try {
        step = this.#inContext?.(answer) ?? advance(this.#generator, answer);
      } catch (thrown) {
        return this.#end(new Failure(thrown));
      }
      if (step.done) return this.#end(step.value);
      answer = this.#wait(step.value);
    }
    return null;
  }

  /** The answer to a yield, if it is there. What is nothing to wait for is sent straight back (D22). */
  #wait(yielded: unknown): unknown {
    let awaited: Deferred<unknown>;
    try {
      if (!isThenable(yielded)) return yielded;
      awaited = fromThenable(yielded);
    } catch (thrown) {
      return new Failure(thrown);
    }
    this.#waitingOn = awaited;
    const answer = this.#ask(awaited);
    if (answer === WAITING && this.#cancelNext) {
      this.#cancelNext = false;
      awaited.cancel();
    }
    return answer;
  }

  #ask(awaited: Deferred<unknown>): unknown {
    this.#asking = true;
    const answer = takeResult(awaited, this);
    this.#asking = false;
    if (answer !== WAITING) return answer;
    const early = this.#early;
    this.#early = WAITING;
    return early;
  }

  #end(result: Awaitable<T> | Failure): Deferred<unknown> | null {
    return begin(this.#outcome as Deferred<never>, result);
  }

  /** A generator that goes on after its cancellation is waited for: a fresh outcome takes over. */
  interruption(): Listener {
    const outcome = new Deferred<T>(this as never);
    this.#outcome = outcome;
    return { told: () => this.#interrupt(), looks: false, left: outcome };
  }

  #interrupt(): Deferred<unknown> | null {
    if (this.#waitingOn !== null) return cancelInLoop(this.#waitingOn);
    this.#cancelNext = true;
    return null;
  }
}
