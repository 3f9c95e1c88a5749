/**
 * Which of several things that are due at about the same time happens first.
 *
 * Each thing has a lane: the host it happens on. What is on one lane keeps its order, so that a link stays a link;
 * between lanes every order could have been, and a bug may need a rare one.
 */

/** How a simulated world chooses. */
export interface ScheduleOptions {
  /**
   * `fifo`, as at first: what was set first. `random`: any lane. `priority`: each lane has a priority, drawn by chance, and
   * now and then one falls to the last place; this finds bugs that need a few steps in an unlikely order
   * (Burckhardt and others, 2010: a randomized scheduler with probabilistic guarantees of finding bugs).
   */
  readonly order?: "fifo" | "random" | "priority";
  /** Things no further apart than so many seconds count as due at the same time; 0 by default. */
  readonly slack?: number;
}

/** Something that may be chosen, by its lane. */
export interface Candidate {
  readonly lane: number;
}

export interface Schedule {
  readonly slack: number;
  /** Which of `candidates`, of which each lane has one at the most; in order of their times. */
  choose(candidates: readonly Candidate[]): number;
}

/** One in so many choices has a lane fall to the last place. */
const CHANGE_EVERY = 50;

/** `null`: the order in which things were set, which needs no choice. */
export function scheduleOf(
  { order = "fifo", slack = 0 }: ScheduleOptions,
  draw: () => number,
): Schedule | null {
  if (!(slack >= 0 && slack < Number.POSITIVE_INFINITY))
    throw new RangeError(`a slack of ${slack} s`);
  switch (order) {
    case "fifo":
      return null;
    case "random":
      return { slack, choose: ({ length }) => Math.floor(draw() * length) };
    case "priority":
      return new PrioritySchedule(slack, draw);
    default:
      throw new RangeError(`no order "${order as string}": fifo, random or priority`);
  }
}

class PrioritySchedule implements Schedule {
  readonly slack: number;
  readonly #draw: () => number;
  /** Of each lane; the highest goes first. */
  readonly #priorities = new Map<number, number>();
  #lowest = 0;

  constructor(slack: number, draw: () => number) {
    this.slack = slack;
    this.#draw = draw;
  }

  choose(candidates: readonly Candidate[]): number {
    let best = 0;
    for (let i = 1; i < candidates.length; i++)
      if (this.#of(candidates[i]!.lane) > this.#of(candidates[best]!.lane)) best = i;
    if (this.#draw() * CHANGE_EVERY < 1) {
      this.#lowest -= 1;
      this.#priorities.set(candidates[best]!.lane, this.#lowest);
    }
    return best;
  }

  #of(lane: number): number {
    let priority = this.#priorities.get(lane);
    if (priority === undefined) {
      priority = this.#draw();
      this.#priorities.set(lane, priority);
    }
    return priority;
  }
}
