/** A call at a later time, as a Deferred: the cancellable sleep. */
import { type Awaitable, Deferred } from "../deferred/index.ts";
import type { IReactorTime } from "../time/index.ts";

/**
 * Call `f(...args)` in `seconds`; the result is what it returns, throws or waits for. Without `f` the
 * result is `undefined`: a sleep. Cancelling it before then cancels the delayed call (T10).
 */
export function deferLater(clock: IReactorTime, seconds: number, f?: null): Deferred<undefined>;
export function deferLater<T, A extends unknown[]>(
  clock: IReactorTime,
  seconds: number,
  f: (...args: A) => Awaitable<T>,
  ...args: A
): Deferred<T>;
export function deferLater(
  clock: IReactorTime,
  seconds: number,
  f?: ((...args: unknown[]) => unknown) | null,
  ...args: unknown[]
): Deferred<unknown> {
  const deferred = new Deferred<undefined>(() => call.cancel());
  const call = clock.callLater(seconds, () => deferred.callback(undefined));
  return f == null ? deferred : deferred.addCallback(() => f(...args));
}
