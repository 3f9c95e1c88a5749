/**
 * What chance decides against the usual course: that a packet is lost, say, or comes twice.
 *
 * Each decision has a name that stays the same from run to run, its label and how many of that label came
 * before it, so that a later run of the same seed can be had without some of them. The draw is made all the
 * same: nothing else moves.
 */
import type { RandomStreams } from "./random.ts";

/** The `nth` decision with that label, from 0, went against the usual course. */
export interface Decision {
  readonly label: string;
  readonly nth: number;
}

/** Decisions that are to take the usual course: these, or all but these. */
export type Overruled = Iterable<Decision> | { readonly allBut: Iterable<Decision> };

export class Decisions {
  readonly #random: RandomStreams;
  readonly #named: ReadonlySet<string>;
  /** Are those that were named the ones that are overruled, or the others? */
  readonly #overrulesNamed: boolean;
  readonly #counts = new Map<string, number>();
  readonly #taken: Decision[] = [];

  constructor(random: RandomStreams, overruled: Overruled = []) {
    this.#random = random;
    this.#overrulesNamed = !("allBut" in overruled);
    const named = "allBut" in overruled ? overruled.allBut : overruled;
    this.#named = new Set([...named].map(keyOf));
  }

  /** All that went against the usual course so far, in order. */
  get taken(): readonly Decision[] {
    return this.#taken;
  }

  /** Does it happen, which has `probability` (0 to 1)? Where that is 0 nothing is drawn or counted. */
  happens(label: string, probability: number): boolean {
    if (!(probability > 0)) return false;
    const nth = this.#counts.get(label) ?? 0;
    this.#counts.set(label, nth + 1);
    if (this.#random.draw(label) >= probability) return false;
    const decision = { label, nth };
    if (this.#named.has(keyOf(decision)) === this.#overrulesNamed) return false;
    this.#taken.push(decision);
    return true;
  }
}

function keyOf({ label, nth }: Decision): string {
  return `${label}#${nth}`;
}
