/** What goes wrong with a Deferred itself, as opposed to the work that it stands for. */
import { type DebugStacks, formatStacks } from "./debug.ts";
import type { Failure } from "./failure.ts";

/** A Deferred was fired a second time; thrown to whoever fired it. */
export class AlreadyCalledError extends Error {
  override name = "AlreadyCalledError";
  /** In debug mode, where the Deferred was made and where it was fired first. */
  readonly stacks: DebugStacks | undefined;

  constructor(stacks?: DebugStacks) {
    const hint = "setDebugging(true) shows where";
    super(
      `this Deferred has been fired already${stacks ? `\n${formatStacks(stacks)}` : `; ${hint}`}`,
    );
    this.stacks = stacks;
  }
}

/** The result of a Deferred that was cancelled before it had one. */
export class CancelledError extends Error {
  override name = "CancelledError";
}

/** The result of a Deferred whose `addTimeout` ran out. */
export class TimeoutError extends Error {
  override name = "TimeoutError";
}

/** What was to be run as a coroutine is none; thrown to whoever asked for it. */
export class NotACoroutineError extends TypeError {
  override name = "NotACoroutineError";
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

/** Every member of a `race` failed; `errors` are their errors, in the order of the list. */
export class FailureGroup extends AggregateError {
  override name = "FailureGroup";
  readonly failures: readonly Failure[];

  constructor(failures: readonly Failure[]) {
    super(
      failures.map((failure) => failure.value),
      failures.length === 0
        ? "there was nothing to race"
        : `all ${failures.length} failed: ${failures.map((f) => f.getErrorMessage()).join("; ")}`,
    );
    this.failures = failures;
  }
}

/** A lock or a token of a semaphore was released that nobody holds; thrown to whoever did it. */
export class NotHeldError extends Error {
  override name = "NotHeldError";
}

/** `DeferredQueue.put` on a queue that is full; thrown to whoever called it. */
export class QueueOverflow extends Error {
  override name = "QueueOverflow";
}

/** `DeferredQueue.get` when as many wait already as may; thrown to whoever called it. */
export class QueueUnderflow extends Error {
  override name = "QueueUnderflow";
}

/** The queue was closed: thrown by `put`, and the failure of those who wait for a value. */
export class QueueClosed extends Error {
  override name = "QueueClosed";
}

/** `DeferredFilesystemLock.deferUntilLocked` while an earlier one tries; thrown to whoever called it. */
export class AlreadyTryingToLockError extends Error {
  override name = "AlreadyTryingToLockError";
}
