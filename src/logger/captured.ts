/** For tests: what was logged while something ran. */
import { globalLogPublisher } from "./global-publisher.ts";
import type { LogEvent } from "./observer.ts";

/**
 * Run `body` and return what it logged to `globalLogPublisher`; `body` is given the same array.
 *
 * For an async body this is a promise, and events are captured until the body has settled. What the
 * body throws is thrown.
 */
export function capturedLogs(
  body: (events: readonly LogEvent[]) => PromiseLike<unknown>,
): Promise<LogEvent[]>;
export function capturedLogs(body: (events: readonly LogEvent[]) => unknown): LogEvent[];
export function capturedLogs(
  body: (events: readonly LogEvent[]) => unknown,
): LogEvent[] | Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  const observer = (event: LogEvent): void => {
    events.push(event);
  };
  const stop = (): void => globalLogPublisher.removeObserver(observer);
  globalLogPublisher.addObserver(observer);
  let result: unknown;
  try {
    result = body(events);
  } catch (error) {
    stop();
    throw error;
  }
  if (typeof (result as Partial<PromiseLike<unknown>> | undefined | null)?.then === "function")
    return Promise.resolve(result)
      .finally(stop)
      .then(() => events);
  stop();
  return events;
}
