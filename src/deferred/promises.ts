/**
 * Where Deferreds and the world of promises and AbortSignals meet.
 *
 * The rule of all three: cancelling goes both ways, and no listener is left on a signal afterwards.
 */
import { cancelAll } from "./cancel-all.ts";
import { Deferred } from "./deferred.ts";
import { Failure } from "./failure.ts";

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

/**
 * Aborting `signal` cancels `deferred`; its listener goes when the Deferred fires. Gives `deferred`.
 * What a canceller throws is logged: from a listener it would end the process.
 */
export function withSignal<T>(deferred: Deferred<T>, signal: AbortSignal | undefined): Deferred<T> {
  if (signal === undefined) return deferred;
  const cancel = (): void => cancelAll([deferred]);
  if (signal.aborted) {
    cancel();
    return deferred;
  }
  signal.addEventListener("abort", cancel, { once: true });
  return deferred.addBoth((result): T => {
    signal.removeEventListener("abort", cancel);
    return result instanceof Failure ? (result as never) : (result as T);
  });
}
