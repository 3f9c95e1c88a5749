/** Many Deferreds as one; the results keep the order of the list, whatever order they come in. */
import { cancelAll } from "./cancel-all.ts";
import { Deferred } from "./deferred.ts";
import { FirstError } from "./errors.ts";
import { Failure } from "./failure.ts";

/** How one member of a {@link DeferredList} ended. */
export type ListResult<T> =
  | { readonly success: true; readonly value: T }
  | { readonly success: false; readonly failure: Failure };

/**
 * Fires when every member has ended, with how each of them did; `[]` fires at once (D26). A member's
 * failure counts as dealt with only with `consumeErrors` (D27). Cancelling it cancels every member (D28).
 */
export class DeferredList<T> extends Deferred<ListResult<T>[]> {
  constructor(
    members: readonly Deferred<T>[],
    { consumeErrors = false }: { consumeErrors?: boolean } = {},
  ) {
    super(() => cancelAll(members));
    const results: ListResult<T>[] = new Array(members.length);
    let missing = members.length;
    if (missing === 0) this.callback(results);
    for (const [index, member] of members.entries()) {
      member.addBoth((result): T => {
        const failed = result instanceof Failure;
        results[index] = failed
          ? { success: false, failure: result }
          : { success: true, value: result };
        missing -= 1;
        // Cancelled, it does not wait for a member that takes its time to end.
        if (missing === 0 && !this.called) this.callback(results);
        return (failed && consumeErrors ? undefined : result) as T;
      });
    }
  }
}

/** Fires with the members' values, or at the first failure with a `FirstError`; the rest go on (D28). */
export function gatherResults<T>(
  members: readonly Deferred<T>[],
  { consumeErrors = false }: { consumeErrors?: boolean } = {},
): Deferred<T[]> {
  const values: T[] = new Array(members.length);
  let missing = members.length;
  const all = new Deferred<T[]>(() => cancelAll(members));
  if (missing === 0) all.callback(values);
  for (const [index, member] of members.entries()) {
    member.addCallbacks(
      (value): T => {
        values[index] = value;
        missing -= 1;
        if (missing === 0 && !all.called) all.callback(values);
        return value;
      },
      (failure): T => {
        if (!all.called) all.errback(new FirstError(index, failure.value));
        return (consumeErrors ? undefined : failure) as T;
      },
    );
  }
  return all;
}
