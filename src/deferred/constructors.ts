/** Deferreds for results that are here already, and for calls that may or may not wait. */
import { Logger } from "../logger/index.ts";
import { type Awaitable, begin, Deferred, runCallbacks } from "./deferred.ts";
import type { Failure } from "./failure.ts";

const log: Logger = new Logger({ namespace: "torsion.deferred" });

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

/**
 * Call `f` now; whatever it returns, throws, resolves or rejects with, you get a Deferred. One that it
 * returns is given to you as it is.
 */
export function maybeDeferred<A extends unknown[], T>(
  f: (...args: A) => Awaitable<T>,
  ...args: A
): Deferred<T> {
  let result: Awaitable<T>;
  try {
    result = f(...args);
  } catch (thrown) {
    return fail(thrown);
  }
  return result instanceof Deferred ? result : fired(result);
}

/** For this folder: a Deferred that has been fired with a value, a `Failure`, or something to wait for. */
export function fired<T>(result: Awaitable<T>): Deferred<T> {
  const deferred = new Deferred<T>();
  if (begin(deferred as Deferred<never>, result) !== null)
    runCallbacks(deferred as Deferred<unknown>);
  return deferred;
}

/** Like {@link maybeDeferred}, for a function that does not wait: its result is there at once. */
export function execute<A extends unknown[], T>(f: (...args: A) => T, ...args: A): Deferred<T> {
  try {
    return succeed(f(...args));
  } catch (thrown) {
    return fail(thrown);
  }
}

/** A callback that passes on what it is given. */
export function passthru<T>(result: T): T {
  return result;
}

/** An errback that logs the failure at critical, and passes it on. */
export function logError(failure: Failure): Failure {
  log.failure("Error in Deferred", failure);
  return failure;
}
