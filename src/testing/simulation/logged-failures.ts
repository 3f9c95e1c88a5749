/** What programs of a run log as failed, and Deferreds that failed unseen: failures of the run. */
import { flushUnhandledFailures } from "../../deferred/index.ts";
import { globalLogPublisher, type LogEvent } from "../../logger/index.ts";

type ErrorClass = new (...args: never[]) => Error;

export class LoggedFailures {
  readonly #tolerates: readonly ErrorClass[];
  readonly #fail: (signature: string, error: Error) => void;
  readonly #observer = ({ log_failure: failure }: LogEvent): void => {
    if (failure !== undefined) this.#check("logged", failure.value as Error);
  };

  /** From now on; `fail` is told of each error that is not tolerated. */
  constructor(tolerates: readonly ErrorClass[], fail: (signature: string, error: Error) => void) {
    this.#tolerates = tolerates;
    this.#fail = fail;
    // What failed before is not of this run.
    flushUnhandledFailures();
    globalLogPublisher.addObserver(this.#observer);
  }

  end(): void {
    globalLogPublisher.removeObserver(this.#observer);
    for (const { value } of flushUnhandledFailures()) this.#check("unhandled", value as Error);
  }

  #check(how: string, error: Error): void {
    if (this.#tolerates.some((tolerated) => error instanceof tolerated)) return;
    this.#fail(`${how} ${error.name}`, error);
  }
}
