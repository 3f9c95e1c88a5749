/** Cooperation without a `Cooperator` of one's own: all who name the same clock share one. */
import type { Deferred } from "../deferred/index.ts";
import type { IReactorTime } from "../time/index.ts";
import type { CooperativeTask } from "./cooperative-task.ts";
import { Cooperator } from "./cooperator.ts";

const cooperators = new WeakMap<IReactorTime, Cooperator>();

function cooperatorOf(clock: IReactorTime): Cooperator {
  let cooperator = cooperators.get(clock);
  if (cooperator === undefined) {
    cooperator = new Cooperator({ clock });
    cooperators.set(clock, cooperator);
  }
  return cooperator;
}

/** Step through `iterator` in the slices of time that everyone on this clock shares; see {@link Cooperator}. */
export function cooperate<I extends Iterator<unknown>>(
  clock: IReactorTime,
  iterator: I,
): CooperativeTask<I> {
  return cooperatorOf(clock).cooperate(iterator);
}

/** {@link cooperate}, giving only `whenDone()`; cancelling that stops the task. */
export function coiterate<I extends Iterator<unknown>>(
  clock: IReactorTime,
  iterator: I,
): Deferred<I> {
  return cooperatorOf(clock).coiterate(iterator);
}
