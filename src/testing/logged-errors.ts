/**
 * Failures that were logged, as errors of the test that was running (U3, D20).
 *
 * Rule: what was logged and not asked for fails the test; `flushLoggedErrors` asks.
 */
import { type ErrorKind, Failure } from "../deferred/index.ts";
import { globalLogPublisher, type LogEvent } from "../logger/index.ts";

/** Failures were logged that the test did not expect; `errors` are their errors. */
export class LoggedErrorsError extends AggregateError {
  override name = "LoggedErrorsError";

  constructor(failures: readonly Failure[]) {
    const errors = failures.map((failure) => failure.value);
    const each = failures.map((failure) => failure.getTraceback().replace(/^/gm, "  ")).join("\n");
    super(
      errors,
      `${failures.length} failure(s) were logged that the test did not expect:\n${each}`,
    );
  }
}

interface Logged {
  readonly event: LogEvent;
  readonly failure: Failure;
}

/** Those that observe now, the one that began last at the end. */
const observing: LoggedErrors[] = [];

/** Keeps the failures that are logged while it observes; for test runners. */
export class LoggedErrors {
  readonly #wanted: ((event: LogEvent) => boolean) | null;
  #logged: Logged[] = [];

  /** @param wanted which of the events that have a failure count; by default all. */
  constructor(wanted: ((event: LogEvent) => boolean) | null = null) {
    this.#wanted = wanted;
  }

  /** Does every failure count? */
  get wantsAll(): boolean {
    return this.#wanted === null;
  }

  /** Begin, with none. Beginning again forgets those that there are. */
  start(): void {
    this.#logged = [];
    if (observing.includes(this)) return;
    observing.push(this);
    globalLogPublisher.addObserver(this.#observe);
  }

  /** Those that there are can still be flushed by {@link LoggedErrors.flush}. */
  stop(): void {
    if (observing.includes(this)) observing.splice(observing.indexOf(this), 1);
    globalLogPublisher.removeObserver(this.#observe);
  }

  /** Take those of the types, or all, oldest first. */
  flush(...errorTypes: ErrorKind[]): Failure[] {
    return this.take(errorTypes).map(({ failure }) => failure);
  }

  /** For this file. */
  take(errorTypes: readonly ErrorKind[]): Logged[] {
    const isOne = ({ failure }: Logged): boolean =>
      errorTypes.length === 0 || failure.check(...errorTypes) !== undefined;
    const taken = this.#logged.filter(isOne);
    this.#logged = this.#logged.filter((logged) => !isOne(logged));
    return taken;
  }

  readonly #observe = (event: LogEvent): void => {
    if (event.log_failure === undefined || this.#wanted?.(event) === false) return;
    this.#logged.push({ event, failure: new Failure(event.log_failure.value) });
  };
}

/**
 * The failures of these types, or of any, that were logged since the test began, oldest first; they do not fail
 * it any more.
 *
 * Something must observe: `failOnLoggedErrors` at the top of the file, or a `TestCase`. Throws where nothing does.
 */
export function flushLoggedErrors(...errorTypes: ErrorKind[]): Failure[] {
  if (!observing.some(({ wantsAll }) => wantsAll))
    throw new Error("nothing observes the log: call failOnLoggedErrors at the top of the file");
  const taken = new Map<LogEvent, Failure>();
  for (const observer of observing)
    for (const { event, failure } of observer.take(errorTypes)) taken.set(event, failure);
  return [...taken.values()];
}

/**
 * Have each test fail in which a failure is logged that it does not flush: call it once, at the top of a test
 * file, with the `beforeEach` and `afterEach` of your test runner.
 */
export function failOnLoggedErrors(
  beforeEach: (begin: () => void) => void,
  afterEach: (check: () => void) => void,
): void {
  const logged = new LoggedErrors();
  beforeEach(() => logged.start());
  afterEach(() => {
    logged.stop();
    const failures = logged.flush();
    if (failures.length > 0) throw new LoggedErrorsError(failures);
  });
}
