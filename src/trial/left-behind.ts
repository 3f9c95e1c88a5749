/**
 * What a test leaves behind that has it fail: errors that were logged, failures that nobody dealt with (U3, U4).
 *
 * This is the one place to add a kind. Each is an error of the test, after those that it threw.
 */
import { type ErrorKind, Failure, flushUnhandledFailures } from "../deferred/index.ts";
import { globalLogPublisher, type LogEvent } from "../logger/index.ts";

export class LeftBehind {
  readonly #logged: Failure[] = [];
  readonly #observe = ({ log_failure }: LogEvent): void => {
    if (log_failure !== undefined) this.#logged.push(new Failure(log_failure.value));
  };

  /** Look from here on. */
  begin(): void {
    globalLogPublisher.addObserver(this.#observe);
  }

  /** The errors that were logged, or those of `kinds`; they count as expected. */
  flushLoggedErrors(...kinds: readonly ErrorKind[]): Error[] {
    const isWanted = (failure: Failure): boolean =>
      kinds.length === 0 || failure.check(...kinds) !== undefined;
    const wanted = this.#logged.filter(isWanted);
    for (const failure of wanted) this.#logged.splice(this.#logged.indexOf(failure), 1);
    return wanted.map((failure) => failure.value);
  }

  /** Look no longer; what nobody expected. */
  end(): Error[] {
    globalLogPublisher.removeObserver(this.#observe);
    const failures = [...this.#logged.splice(0), ...flushUnhandledFailures()];
    return [...new Set(failures.map((failure) => failure.value))];
  }
}
