/**
 * Fans events out to observers, and stands between them and the code that logs: whatever an observer
 * does, the caller and the other observers do not notice.
 *
 * What an observer logs while it is told of an event is for the others: told of that in turn, it would never end.
 */
import { implementer } from "../components/index.ts";
import { failureFrom, messageOf, tracebackOf } from "./failure.ts";
import { writeLastResort } from "./last-resort.ts";
import { LogLevel } from "./levels.ts";
import {
  deliver,
  ILogObserver,
  isObserverEnabled,
  type LogEvent,
  type LogObserver,
  onRejection,
} from "./observer.ts";

/** An observer that passes each event to every one of its own, in the order they were added. */
export class LogPublisher implements ILogObserver {
  static {
    implementer(ILogObserver)(this);
  }

  /** Replaced, never changed: an observer may be added or removed while an event is delivered. */
  #observers: readonly LogObserver[] = [];
  /** Those that are being told of an event, the innermost last. */
  readonly #telling: LogObserver[] = [];

  constructor(...observers: LogObserver[]) {
    for (const observer of observers) this.addObserver(observer);
  }

  /** Add an observer; one that is there already is not added twice. */
  addObserver(observer: LogObserver): void {
    if (typeof observer !== "function" && typeof observer?.observe !== "function")
      throw new TypeError(`not a log observer: ${messageOf(observer)}`);
    if (!this.#observers.includes(observer)) this.#observers = [...this.#observers, observer];
  }

  /** Remove an observer; one that is not there is no error. */
  removeObserver(observer: LogObserver): void {
    this.#observers = this.#observers.filter((other) => other !== observer);
  }

  /** False when no observer would do anything with such an event. */
  isEnabled(level: LogLevel, namespace: string): boolean {
    for (const observer of this.#observers)
      if (isObserverEnabled(observer, level, namespace)) return true;
    return false;
  }

  /**
   * Pass an event on. Never throws: an observer's error becomes a critical event for the others, and
   * the observer stays registered.
   */
  observe(event: LogEvent): void {
    const failed = this.#deliverTo(this.#observers, event);
    if (failed === undefined) return;
    for (const [observer, error] of failed) this.#report(observer, error);
  }

  #deliverTo(
    observers: readonly LogObserver[],
    event: LogEvent,
  ): [LogObserver, unknown][] | undefined {
    let failed: [LogObserver, unknown][] | undefined;
    const telling = this.#telling;
    for (const observer of observers) {
      if (telling.length > 0 && telling.includes(observer)) continue;
      telling.push(observer);
      try {
        event.log_trace?.push([this, observer]);
        const result = deliver(observer, event);
        if (result !== undefined) onRejection(result, (error) => this.#report(observer, error));
      } catch (error) {
        failed ??= [];
        failed.push([observer, error]);
      }
      telling.pop();
    }
    return failed;
  }

  #report(observer: LogObserver, error: unknown): void {
    const others = this.#observers.filter((other) => other !== observer);
    const report = observerFailed(observer, error);
    const failed = this.#deliverTo(others, report) ?? [];
    // An observer that fails on a report is not reported in turn: many broken ones would never end.
    if (failed.length === others.length) reportAsLastResort(error);
    for (const [, another] of failed) reportAsLastResort(another);
  }
}

/** The event that tells of an observer's failure. */
export function observerFailed(observer: LogObserver, error: unknown): LogEvent {
  return {
    log_level: LogLevel.critical,
    log_namespace: "torsion.logger",
    log_format: "Log observer {observer} failed: {log_failure}",
    log_failure: failureFrom(error),
    observer,
  };
}

function reportAsLastResort(error: unknown): void {
  writeLastResort(`Log observer failed: ${tracebackOf(failureFrom(error))}\n`);
}

/** An observer that ignores every event. */
export const bitbucketLogObserver: ILogObserver = {
  observe(): void {},
  isEnabled: (): boolean => false,
};
