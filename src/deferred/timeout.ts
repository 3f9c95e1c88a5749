/** Limits on time for a Deferred. */
import type { Awaitable, Deferred } from "./deferred.ts";
import { CancelledError, TimeoutError } from "./errors.ts";
import { Failure } from "./failure.ts";

/** The part of a clock that a timeout needs; every reactor and `Clock` has it. */
export interface TimeoutClock {
  callLater(seconds: number, callable: () => void): { cancel(): void; readonly active: boolean };
}

/** Given the result after a timeout has cancelled, and for how long it had waited; gives the result to go on with. */
export type TimeoutHandler<T> = (result: T | Failure, seconds: number) => Awaitable<T>;

/** The work of `addTimeout`: gives what is to be done with the result, which ends the timeout. */
export function startTimeout<T>(
  deferred: Deferred<T>,
  seconds: number,
  clock: TimeoutClock,
  onTimeoutCancel: TimeoutHandler<T> = cancelledToTimedOut,
): (result: T | Failure) => Awaitable<T> {
  let timedOut = false;
  const call = clock.callLater(seconds, () => {
    timedOut = true;
    deferred.cancel();
  });
  return (result) => {
    if (call.active) call.cancel();
    return timedOut ? onTimeoutCancel(result, seconds) : (result as T);
  };
}

/** A cancellation becomes a timeout; a result that came all the same, or another failure, stays as it is. */
function cancelledToTimedOut<T>(result: T | Failure, seconds: number): T {
  if (result instanceof Failure && result.check(CancelledError))
    throw new TimeoutError(`no result in ${seconds} s`, { cause: result.value });
  return result as T;
}

/** Fail `deferred` with a `TimeoutError`, as Twisted's `defer.timeout` does. Throws `AlreadyCalledError`. */
export function timeoutDeferred(deferred: Deferred<unknown>): void {
  deferred.errback(new TimeoutError("Callback timed out"));
}
