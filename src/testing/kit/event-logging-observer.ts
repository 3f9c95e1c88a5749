/** A log observer that is a list of the events it was given. */
import { implementer } from "../../components/index.ts";
import { ILogObserver, type LogEvent, type LogPublisher } from "../../logger/index.ts";

/** What runs something at the end of a test: a `TestCase`, or the context of `node:test`'s tests. */
export type CleanupOwner =
  | { addCleanup(cleanup: () => void): unknown }
  | { after(cleanup: () => void): unknown };

/** After `twisted.internet.testing.EventLoggingObserver`: an array, whose elements are the events. */
export class EventLoggingObserver extends Array<LogEvent> implements ILogObserver {
  static {
    implementer(ILogObserver)(this);
  }
  /** What `filter`, `map` and the like give is an array and no observer. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  observe(event: LogEvent): void {
    this.push(event);
  }

  /** One that observes `publisher` until the end of the test. */
  static createWithCleanup(owner: CleanupOwner, publisher: LogPublisher): EventLoggingObserver {
    const observer = new EventLoggingObserver();
    publisher.addObserver(observer);
    const cleanup = (): void => publisher.removeObserver(observer);
    if ("addCleanup" in owner) owner.addCleanup(cleanup);
    else owner.after(cleanup);
    return observer;
  }
}
