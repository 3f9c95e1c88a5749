/**
 * What the chain of a Deferred is made of: pairs of callbacks, and marks for what is done without one.
 *
 * A mark spares a closure, and lets the loop that runs the chain go on with another Deferred rather than
 * call into it, so that depth takes no native stack.
 */
import type { Deferred } from "./deferred.ts";

export type Callback = (value: never) => unknown;

/** Give our result to the Deferred that waits for us, and go on with it. */
export const RESUME = 1;
/** Fire the Deferred that `chainDeferred` was given. */
export const FIRE = 2;
/** Give our result to a {@link Taker}. */
export const TAKE = 3;
/** Tell a promise, and keep the result as it is. */
export const OBSERVE = 4;

/** A pair of callbacks, or a mark with, in place of the errback, what it is about. */
export interface Step {
  readonly run: Callback | typeof RESUME | typeof FIRE | typeof TAKE | typeof OBSERVE | null;
  readonly errback: unknown;
  next: Step | null;
}

/** What is told of a Deferred's result and takes it away, as a callback would. */
export interface Taker {
  /** Gives the Deferred whose callbacks are to run next, if it has fired one. */
  take(result: unknown): Deferred<unknown> | null;
}

/** The two ends of a promise. */
export interface Observer {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}
