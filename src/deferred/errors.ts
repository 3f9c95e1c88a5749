/** What goes wrong with a Deferred itself, as opposed to the work that it stands for. */

/** A Deferred was fired a second time; thrown to whoever fired it. */
export class AlreadyCalledError extends Error {
  override name = "AlreadyCalledError";
}

/** The result of a Deferred that was cancelled before it had one. */
export class CancelledError extends Error {
  override name = "CancelledError";
}

/** The result of a Deferred whose `addTimeout` ran out. */
export class TimeoutError extends Error {
  override name = "TimeoutError";
}

/** What `Failure` holds when something other than an Error was thrown; `cause` is that thing. */
export class NonErrorThrown extends Error {
  override name = "NonErrorThrown";
}

/** A `gatherResults` or a `DeferredList` ended at its first failure; `cause` is that failure's error. */
export class FirstError extends Error {
  override name = "FirstError";
  /** Where in the list the failed Deferred stands, from 0. */
  readonly index: number;

  constructor(index: number, cause: unknown) {
    super(`#${index} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.index = index;
  }
}
