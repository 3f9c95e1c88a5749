/** Deferreds for results that are here already, and for calls that may or may not wait. */
import { type Awaitable, Deferred } from "./deferred.ts";

/** A Deferred that has fired with `value`. */
export function succeed<T>(value: T): Deferred<T> {
  const deferred = new Deferred<T>();
  deferred.callback(value);
  return deferred;
}

/** A Deferred that has failed with `error`. */
export function fail(error: unknown): Deferred<never> {
  const deferred = new Deferred<never>();
  deferred.errback(error);
  return deferred;
}

/** Call `f` now; whatever it returns, throws, resolves or rejects with, you get a Deferred. */
export function maybeDeferred<A extends unknown[], T>(
  f: (...args: A) => Awaitable<T>,
  ...args: A
): Deferred<T> {
  return succeed(undefined).addCallback(() => f(...args));
}

/** Like {@link maybeDeferred}, for a function that does not wait: its result is there at once. */
export function execute<A extends unknown[], T>(f: (...args: A) => T, ...args: A): Deferred<T> {
  try {
    return succeed(f(...args));
  } catch (thrown) {
    return fail(thrown);
  }
}
