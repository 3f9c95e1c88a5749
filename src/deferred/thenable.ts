/** Promises, and all that has a `then`, where a Deferred would do. */
import { Deferred } from "./deferred.ts";

/** Something to wait for? Reading `then` may throw, where it is a getter. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (value instanceof Deferred) return true;
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { then?: unknown }).then === "function"
  );
}

/**
 * A Deferred for something to wait for; one is given back as it is. What is no Deferred is on its way
 * already: it cannot be stopped, only no longer waited for.
 */
export function fromThenable<T>(thenable: PromiseLike<T>): Deferred<T> {
  if (thenable instanceof Deferred) return thenable;
  const deferred = new Deferred<T>();
  Promise.resolve(thenable).then(
    (value) => deferred.callback(value),
    (reason: unknown) => deferred.errback(reason),
  );
  return deferred;
}
