/**
 * The passage from a program that is starting to one whose logging is set up.
 *
 * What is logged before is kept, and replayed to the observers once they are known.
 */
import { FilteringLogObserver, LogLevelFilterPredicate } from "./filter.ts";
import { eventAsText } from "./format.ts";
import { globalLogPublisher } from "./global-publisher.ts";
import { LimitedHistoryLogObserver } from "./history.ts";
import { lastResort, setLastResort, writeLastResort } from "./last-resort.ts";
import { LogLevel } from "./levels.ts";
import { Logger } from "./logger.ts";
import { redirectStandardIO, type StandardIO } from "./logging-file.ts";
import type { LogEvent, LogObserver } from "./observer.ts";
import { LogPublisher } from "./publisher.ts";

/** How many events are kept before logging begins. */
const KEPT = 200;

export interface BeginLoggingOptions {
  /** Forget what was logged so far. */
  readonly discardBuffer?: boolean;
  /** Log what is written to these streams from here on (L3): see {@link redirectStandardIO}. */
  readonly redirectStandardIO?: StandardIO;
}

/** Connects a publisher to observers, once. Programs use `globalLogBeginner`. */
export class LogBeginner {
  readonly #publisher: LogPublisher;
  readonly #history: LimitedHistoryLogObserver;
  #temporary: LogObserver | undefined;
  #firstBegin = "";

  constructor(publisher: LogPublisher, options: { readonly bufferSize?: number } = {}) {
    this.#publisher = publisher;
    this.#history = new LimitedHistoryLogObserver(options.bufferSize ?? KEPT);
    this.#temporary = new LogPublisher(
      this.#history,
      new FilteringLogObserver(writeCritical, [
        new LogLevelFilterPredicate({ defaultLogLevel: LogLevel.critical }),
      ]),
    );
    publisher.addObserver(this.#temporary);
  }

  /**
   * Writes text that must be seen although nobody observes: critical events before logging begins, and
   * observers that fail with no other to tell. The program points it at stderr; it is shared by all
   * beginners. Setting it writes what has been waiting for it.
   */
  get fallback(): ((text: string) => void) | undefined {
    return lastResort();
  }

  set fallback(write: ((text: string) => void) | undefined) {
    setLastResort(write);
  }

  /**
   * Add the observers to the publisher and replay to them what was logged so far (the latest 200 events).
   *
   * To be called once. Again, it adds the observers and logs a warning that says where both calls are.
   */
  beginLoggingTo(observers: Iterable<LogObserver>, options: BeginLoggingOptions = {}): void {
    const here = callerOf(new Error());
    for (const observer of observers) this.#publisher.addObserver(observer);
    if (this.#temporary === undefined) {
      new Logger({ namespace: "torsion.logger", observer: this.#publisher }).warn(
        "beginLoggingTo was called again, {now}; logging began {first}",
        { now: here, first: this.#firstBegin },
      );
      return;
    }
    this.#firstBegin = here;
    this.#publisher.removeObserver(this.#temporary);
    this.#temporary = undefined;
    if (options.discardBuffer !== true) this.#history.replayTo(this.#publisher);
    this.#history.clear();
    const observer = this.#publisher;
    const { redirectStandardIO: streams } = options;
    if (streams) redirectStandardIO(streams, (namespace) => new Logger({ namespace, observer }));
  }
}

function writeCritical(event: LogEvent): void {
  writeLastResort(`${eventAsText(event, { includeTimestamp: false, includeSystem: false })}\n`);
}

/** The stack line of whoever called the method in which `error` was made, `at main (app.ts:3:1)`. */
function callerOf(error: Error): string {
  return error.stack?.split("\n")[2]?.trim() || "(unknown place)";
}

/** Begins logging for `globalLogPublisher`: `globalLogBeginner.beginLoggingTo([observer])`. */
export const globalLogBeginner: LogBeginner = new LogBeginner(globalLogPublisher);
