/** Many Deferreds as one; the results keep the order of the list, whatever order they come in. */
import { cancelAll } from "./cancel-all.ts";
import { begin, Deferred, tell } from "./deferred.ts";
import { FirstError } from "./errors.ts";
import { Failure } from "./failure.ts";
import type { Listener } from "./step.ts";
import { fromThenable } from "./thenable.ts";

/** How one member of a {@link DeferredList} ended. */
export type ListResult<T> =
  | { readonly success: true; readonly value: T }
  | { readonly success: false; readonly failure: Failure };

/** The first member to succeed: where in the list it stands, from 0, and its value. */
export interface FirstResult<T> {
  readonly index: number;
  readonly value: T;
}

export interface DeferredListOptions {
  /** Fire with the {@link FirstResult} as soon as there is one. */
  readonly fireOnOneCallback?: boolean;
  /** Fail with a `FirstError` as soon as a member fails. */
  readonly fireOnOneErrback?: boolean;
  /** A member's failure counts as dealt with; it is `undefined` for the member's later callbacks. */
  readonly consumeErrors?: boolean;
}

type ListOutcome<T, O extends DeferredListOptions> = O extends { readonly fireOnOneCallback: true }
  ? FirstResult<T> | ListResult<T>[]
  : ListResult<T>[];

/**
 * Fires when every member, Deferred or promise, has ended, with how each of them did; or earlier, as the options say (D26, D27).
 *
 * `[]` fires at once; with `fireOnOneCallback` never. Members keep their results. Whoever does not consume
 * errors has them reported where nobody deals with them, those after the first included. Cancelling it
 * cancels every member (D28), and what comes of that is its result: it waits for members that go on.
 */
export class DeferredList<
  T,
  const O extends DeferredListOptions = DeferredListOptions,
> extends Deferred<ListOutcome<T, O>> {
  readonly #members: readonly Deferred<T>[];
  readonly #results: ListResult<T>[];
  readonly #options: DeferredListOptions;
  #missing: number;
  #cancelling = false;

  constructor(members: Iterable<PromiseLike<T>>, options?: O) {
    super();
    this.#members = [...members].map(fromThenable);
    this.#results = new Array(this.#members.length);
    this.#options = options ?? {};
    this.#missing = this.#members.length;
    if (this.#missing === 0 && !this.#options.fireOnOneCallback)
      this.callback(this.#results as ListOutcome<T, O>);
    for (const [index, member] of this.#members.entries())
      tell(member as Deferred<never>, new Member(index, this.#options, this.#ended));
  }

  override cancel(): void {
    if (this.called) super.cancel();
    else if (!this.#cancelling) {
      // A member may wait for this very list, and would cancel it in turn.
      this.#cancelling = true;
      cancelAll(this.#members);
      this.#cancelling = false;
    }
  }

  /** Gives itself, if it has fired. */
  readonly #ended = (index: number, result: T | Failure): Deferred<unknown> | null => {
    const failed = result instanceof Failure;
    this.#results[index] = failed
      ? { success: false, failure: result }
      : { success: true, value: result };
    this.#missing -= 1;
    if (this.called) return null;
    const { fireOnOneCallback, fireOnOneErrback } = this.#options;
    if (!failed && fireOnOneCallback) return this.#end({ index, value: result });
    if (failed && fireOnOneErrback)
      return this.#end(new Failure(new FirstError(index, result.value)));
    return this.#missing === 0 ? this.#end(this.#results) : null;
  };

  #end(outcome: FirstResult<T> | ListResult<T>[] | Failure): Deferred<unknown> | null {
    return begin(this as unknown as Deferred<never>, outcome);
  }
}

/** What waits in a member's chain, and has the list go on in the same loop, however deep lists are in lists. */
class Member<T> implements Listener {
  readonly looks = false;
  left: unknown;
  readonly #index: number;
  readonly #options: DeferredListOptions;
  readonly #ended: (index: number, result: T | Failure) => Deferred<unknown> | null;

  constructor(
    index: number,
    options: DeferredListOptions,
    ended: (index: number, result: T | Failure) => Deferred<unknown> | null,
  ) {
    this.#index = index;
    this.#options = options;
    this.#ended = ended;
  }

  told(result: unknown): Deferred<unknown> | null {
    this.left = result instanceof Failure && this.#options.consumeErrors ? undefined : result;
    return this.#ended(this.#index, result as T | Failure);
  }
}

/** The values of members, each at its place. */
type Values<M extends readonly PromiseLike<unknown>[]> = {
  -readonly [I in keyof M]: Awaited<M[I]>;
};

/**
 * Fires with the members' values, or at the first failure with a `FirstError`, which says which one; the
 * rest go on (D28). As for a {@link DeferredList}, cancelling it cancels every member.
 */
export function gatherResults<const M extends readonly PromiseLike<unknown>[]>(
  members: M,
  { consumeErrors = false }: { readonly consumeErrors?: boolean } = {},
): Deferred<Values<M>> {
  const list = new DeferredList(members, { fireOnOneErrback: true, consumeErrors });
  return list.addCallback(
    (results) => results.map((result) => (result as { value: unknown }).value) as Values<M>,
  );
}
