/** Who waits for whom: a Deferred whose result is another one, which may wait in turn. */
import { Deferred } from "./deferred.ts";

/** How far is looked for a Deferred that would wait for itself. */
const LARGE_CIRCLE = 100;

/** Is `deferred` the other one, or does it wait for it? Found out for circles that are not very large (D9). */
export function waitsFor(deferred: Deferred<unknown>, other: unknown): boolean {
  let last = deferred;
  for (let i = 0; last !== other && i < LARGE_CIRCLE; i++) {
    const { result } = last;
    if (!(result instanceof Deferred)) return false;
    last = result;
  }
  return last === other;
}

/** The one at the end, that waits for none. Throws `TypeError` where there is none, in a circle. */
export function innermost(deferred: Deferred<unknown>): Deferred<unknown> {
  let last = deferred;
  // In a circle the one that goes at half the speed is caught up with.
  let half = deferred;
  for (let odd = false; ; odd = !odd) {
    const { result } = last;
    if (!(result instanceof Deferred)) return last;
    last = result;
    if (last === half) throw new TypeError("Deferreds wait for each other in a circle");
    if (odd) half = half.result as Deferred<unknown>;
  }
}
