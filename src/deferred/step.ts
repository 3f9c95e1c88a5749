/**
 * What the chain of a Deferred is made of: pairs of callbacks, and marks for what is done without one.
 *
 * A mark spares a closure, and lets the loop that runs the chain go on with another Deferred rather than
 * call into it, so that depth takes no native stack. The steps are a ring, known by the last of them.
 */
import type { Deferred } from "./deferred.ts";

export type Callback = (value: never) => unknown;

/** Give our result to the Deferred that waits for us, and go on with it. */
export const RESUME = 1;
/** Tell a {@link Listener}. */
export const TELL = 2;
export type Mark = typeof RESUME | typeof TELL;

/** A pair of callbacks, or a mark with, in place of the errback, what it is about. */
export interface Step {
  readonly run: Callback | Mark | null;
  readonly errback: unknown;
  next: Step;
}

/** Put a step behind the others; gives the last one. */
export function append(last: Step | null, run: Step["run"], errback: unknown): Step {
  return prepend(last, run, errback).next;
}

/** Put a step before the others; gives the last one. */
export function prepend(last: Step | null, run: Step["run"], errback: unknown): Step {
  const step: Step = { run, errback, next: last?.next as Step };
  if (last === null) {
    step.next = step;
    return step;
  }
  last.next = step;
  return last;
}

/** What is told of a result, as a callback is, but in the loop: it gives the Deferred to go on with, if any. */
export interface Listener {
  told(result: unknown): Deferred<unknown> | null;
  /** It only looks: the result stays, and a failure counts as dealt with. */
  readonly looks: boolean;
  /** Else, what a callback would have returned; asked when that Deferred has gone as far as it can. */
  readonly left: unknown;
}

/** In the place of a canceller: a Deferred that is cancelled is fired, and this listener is told before all callbacks. */
export interface Interruptible {
  interruption(): Listener;
}

/** As opposed to a canceller, to nobody, and to a listener, which has no such method. */
export function isInterruptible(canceller: unknown): canceller is Interruptible {
  return typeof canceller === "object" && canceller !== null && "interruption" in canceller;
}
