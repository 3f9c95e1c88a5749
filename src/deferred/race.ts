/** Several ways to the same end, of which the first that gets there is enough. */
import { cancelAll } from "./cancel-all.ts";
import { Deferred } from "./deferred.ts";
import type { FirstResult } from "./deferred-list.ts";
import { FailureGroup } from "./errors.ts";
import type { Failure } from "./failure.ts";
import { fromThenable } from "./thenable.ts";

/**
 * Fires with the first success, and cancels the others; where all fail, fails with a `FailureGroup` (D29).
 *
 * The members' results are taken. Cancelling it cancels all of them, and it ends with a `CancelledError`,
 * unless a canceller produces a success at that moment. Of no members none can succeed: `[]` fails at once.
 */
export function race<T>(members: Iterable<PromiseLike<T>>): Deferred<FirstResult<T>> {
  const runners: readonly Deferred<T>[] = [...members].map(fromThenable);
  const failures: Failure[] = new Array(runners.length);
  let running = runners.length;
  let won = false;
  let cancelled = false;

  const first = new Deferred<FirstResult<T>>(() => {
    // A runner may wait for this very race, and would cancel it in turn.
    if (cancelled) return;
    cancelled = true;
    cancelAll(runners);
  });
  const failed = (): void => first.errback(new FailureGroup(failures));

  if (running === 0) failed();
  for (const [index, runner] of runners.entries())
    runner.addCallbacks(
      (value): void => {
        // A canceller may end its Deferred with a success: too late.
        if (won || first.called) return;
        won = true;
        cancelAll(runners.filter((other) => other !== runner));
        if (!first.called) first.callback({ index, value });
      },
      (failure): void => {
        failures[index] = failure;
        running -= 1;
        if (running === 0 && !cancelled && !first.called) failed();
      },
    );
  return first;
}
