/** One step of a test, `setUp` say: whatever it returns is waited for, and not for longer than it may take (U1). */
import { ensureDeferred, Failure, maybeDeferred, TimeoutError } from "../deferred/index.ts";
import { startTimer } from "./host/index.ts";

export interface PhaseOptions {
  /** For the error, `"EchoTest.testEcho (setUp)"`. */
  readonly what: string;
  readonly seconds: number;
  /** For the error as well: what is there that may still come. */
  waitingFor?(): string;
}

/**
 * Call `body`; fires with what went wrong, or with `null`.
 *
 * When the time is up, the step has failed with a `TimeoutError`, whatever becomes of it. The Deferred that it returned
 * is failed with the same, as Twisted does; one that waits for another is cancelled.
 */
export function runPhase(
  body: () => unknown,
  { what, seconds, waitingFor }: PhaseOptions,
): Promise<Error | null> {
  let settle!: (error: Error | null) => void;
  // No Deferred: it would be one that the test waits for.
  const outcome = new Promise<Error | null>((done) => {
    settle = done;
  });
  const work = maybeDeferred(() => {
    const result = body();
    return isGenerator(result) ? ensureDeferred(result) : result;
  });
  const end = (error: Error | null): void => {
    stop();
    settle(error);
  };
  const stop = startTimer(seconds, () => {
    const why = waitingFor === undefined ? "" : `\n${waitingFor()}`;
    const error = new TimeoutError(`${what} still running at ${seconds} secs${why}`);
    // Where the timer was set off says nothing.
    error.stack = `${error.name}: ${error.message}`;
    // Nothing that the step throws now may be heard of first.
    end(error);
    if (work.called) work.cancel();
    else work.errback(error);
  });
  work.addBoth((result) => end(result instanceof Failure ? result.value : null));
  return outcome;
}

function isGenerator(value: unknown): value is Generator<never> {
  return Object.prototype.toString.call(value) === "[object Generator]";
}
