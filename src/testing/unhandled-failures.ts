/** Failures that nobody dealt with, as errors of the test that left them behind (D19, D20). */
import { type Failure, flushUnhandledFailures } from "../deferred/index.ts";
import { LoggedErrors } from "./logged-errors.ts";

/** A test left failed Deferreds behind that nobody had dealt with; `errors` are their errors. */
export class UnhandledFailuresError extends AggregateError {
  override name = "UnhandledFailuresError";

  constructor(failures: readonly Failure[]) {
    const errors = failures.map((failure) => failure.value);
    const each = failures.map((failure) => failure.getTraceback().replace(/^/gm, "  ")).join("\n");
    super(errors, `${failures.length} failed Deferred(s) that nobody dealt with:\n${each}`);
  }
}

/**
 * Have each test fail that leaves behind a failed Deferred which nobody has dealt with: call it once, at the top
 * of a test file, with the `afterEach` of your test runner.
 *
 * Deferreds that are collected while the test runs count too, and so do cancellers that threw. With
 * `setDebugging(true)` the log says where the Deferreds were made. What a test expects it takes with
 * `flushUnhandledFailures`, and what was only logged with `flushLoggedErrors`.
 */
export function failOnUnhandledFailures(afterEach: (check: () => void) => void): void {
  const flush = unhandledFailuresFromNowOn();
  afterEach(() => {
    const failures = flush();
    if (failures.length > 0) throw new UnhandledFailuresError(failures);
  });
}

/** Gives what takes those that there are, those that were logged as nobody's since the last time included. */
export function unhandledFailuresFromNowOn(): () => Failure[] {
  const logged = new LoggedErrors(({ log_namespace }) => log_namespace === "torsion.deferred");
  logged.start();
  return () => [...logged.flush(), ...flushUnhandledFailures()];
}
