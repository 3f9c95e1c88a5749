/** What goes wrong with a Deferred itself, as opposed to the work that it stands for. */
import { type DebugStacks, formatStacks } from "./debug.ts";

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
