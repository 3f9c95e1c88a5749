/**
 * What a test leaves behind that has it fail: errors that were logged, failures that nobody dealt with, and what is
 * still open or still to come (U3, U4).
 *
 * This is the one place to add a kind. Each is an error of the test, after those that it threw.
 */
import { type ErrorKind, flushUnhandledFailures } from "../deferred/index.ts";
import { endAll, type Tracked, trackResources } from "../resources/index.ts";
import {
  describeWaiting,
  type LeakCheckOptions,
  LeakError,
  LoggedErrors,
  leaksAfterGrace,
} from "../testing/index.ts";

export class LeftBehind {
  readonly #logged = new LoggedErrors();
  #tracked: Tracked | undefined;

  /** Look from here on. What failed before is not of this test. */
  begin(): void {
    flushUnhandledFailures();
    this.#logged.start();
    this.#tracked = trackResources();
  }

  /** The errors that were logged, or those of `kinds`; they count as expected. */
  flushLoggedErrors(...kinds: readonly ErrorKind[]): Error[] {
    return this.#logged.flush(...kinds).map((failure) => failure.value);
  }

  /** What the test waits for, as text. */
  get waitingFor(): string {
    return describeWaiting({ tracked: this.#tracked });
  }

  /** Look no longer; what nobody expected. What is left is ended, so that the next test has it not in its way. */
  async end(options: LeakCheckOptions | false = {}): Promise<Error[]> {
    const tracked = this.#tracked;
    const leaks = tracked && options !== false ? await leaksAfterGrace(tracked, options) : [];
    this.#logged.stop();
    const failures = [...this.#logged.flush(), ...flushUnhandledFailures()];
    endAll(leaks);
    tracked?.stop();
    const errors = [...new Set(failures.map((failure) => failure.value))];
    return leaks.length > 0 ? [...errors, new LeakError(leaks)] : errors;
  }
}
