/** Where Deferreds and promises meet: one can be had for the other, and cancelling goes through. */
import { Deferred } from "./deferred.ts";

/** A Deferred for work that speaks promises; cancelling it aborts the signal that the work was given. */
export function fromPromise<T>(work: (signal: AbortSignal) => PromiseLike<T>): Deferred<T> {
  const abort = new AbortController();
  let stopped = false;
  const deferred = new Deferred<T>(() => {
    stopped = true;
    abort.abort();
  });
  let promise: PromiseLike<T>;
  try {
    promise = work(abort.signal);
  } catch (thrown) {
    deferred.errback(thrown);
    return deferred;
  }
  Promise.resolve(promise).then(
    (value) => {
      if (!stopped) deferred.callback(value);
    },
    (reason: unknown) => {
      if (!stopped) deferred.errback(reason);
    },
  );
  return deferred;
}

/** A promise for where `deferred`'s chain stands now; the same as awaiting it. */
export function asPromise<T>(deferred: Deferred<T>): Promise<T> {
  return deferred.then();
}
