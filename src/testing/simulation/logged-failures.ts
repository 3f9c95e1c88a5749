/** What programs of a run log as failed, and Deferreds that failed unseen: failures of the run. */
import { flushUnhandledFailures } from "../../deferred/index.ts";
import { globalLogPublisher, type LogEvent } from "../../logger/index.ts";
import { nameOf } from "./activity.ts";

type ErrorClass = new (...args: never[]) => Error;

export class LoggedFailures {
  readonly #tolerates: readonly ErrorClass[];
  readonly #fail: (signature: string, error: unknown) => void;
  /** Of Deferreds that the garbage collector has found: when it does is not the seed's to decide, so they are told at the end. */
  readonly #collected: Error[] = [];
  readonly #observer = (event: LogEvent): void => {
    if (event.log_failure === undefined) return;
    const error = event.log_failure.value as Error;
    if (isOfCollector(event)) this.#collected.push(error);
    else this.tell("logged", error);
  };

  /** From now on; `fail` is told of each error that is not tolerated. */
  constructor(tolerates: readonly ErrorClass[], fail: (signature: string, error: unknown) => void) {
    this.#tolerates = tolerates;
    this.#fail = fail;
    // What failed before is not of this run.
    flushUnhandledFailures();
    globalLogPublisher.addObserver(this.#observer);
  }

  end(): void {
    globalLogPublisher.removeObserver(this.#observer);
    const left = flushUnhandledFailures().map(({ value }) => value as Error);
    const unhandled = [...this.#collected, ...left].sort((a, b) =>
      textOf(a) < textOf(b) ? -1 : 1,
    );
    for (const error of unhandled) this.tell("unhandled", error);
  }

  /** `how` it came to light, and what; unless that is tolerated it is a failure. */
  tell(how: string, error: unknown): void {
    if (this.#tolerates.some((tolerated) => error instanceof tolerated)) return;
    this.#fail(`${how} ${nameOf(error)}`, error);
  }
}

function isOfCollector({ log_namespace: namespace, log_format: format }: LogEvent): boolean {
  return namespace === "torsion.deferred" && `${format}`.startsWith("Unhandled error in Deferred");
}

function textOf({ name, message }: Error): string {
  return `${name}: ${message}`;
}
