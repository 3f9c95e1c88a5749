/**
 * What a test leaves behind that has it fail: errors that were logged, failures that nobody dealt with (U3, U4).
 *
 * This is the one place to add a kind. Each is an error of the test, after those that it threw.
 */
import { type ErrorKind, flushUnhandledFailures } from "../deferred/index.ts";
import { LoggedErrors } from "../testing/index.ts";

export class LeftBehind {
  readonly #logged = new LoggedErrors();

  /** Look from here on. */
  begin(): void {
    this.#logged.start();
  }

  /** The errors that were logged, or those of `kinds`; they count as expected. */
  flushLoggedErrors(...kinds: readonly ErrorKind[]): Error[] {
    return this.#logged.flush(...kinds).map((failure) => failure.value);
  }

  /** Look no longer; what nobody expected. */
  end(): Error[] {
    this.#logged.stop();
    const failures = [...this.#logged.flush(), ...flushUnhandledFailures()];
    return [...new Set(failures.map((failure) => failure.value))];
  }
}
