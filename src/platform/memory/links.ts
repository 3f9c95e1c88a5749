/** All ways between the hosts of a network, and what is done to them. */
import type { WorldEvent } from "./events.ts";
import { conditionsOf, type LinkConditions, type LinkOptions, USUAL_LINK } from "./link-options.ts";
import { Way, type WayChance } from "./way.ts";

export class Links {
  readonly #chance: WayChance;
  readonly #usual: LinkConditions;
  /** By the host it leaves from, and then by the one it leads to. */
  readonly #ways = new Map<string, Map<string, Way>>();
  readonly #deliver: (arrival: WorldEvent) => void;

  /** @param deliver has what waited in a clogged way arrive, soon and in order. */
  constructor(chance: WayChance, usual: LinkOptions, deliver: (arrival: WorldEvent) => void) {
    this.#chance = chance;
    this.#usual = conditionsOf(USUAL_LINK, usual);
    this.#deliver = deliver;
  }

  way(from: string, to: string): Way {
    let ways = this.#ways.get(from);
    if (ways === undefined) {
      ways = new Map();
      this.#ways.set(from, ways);
    }
    let way = ways.get(to);
    if (way === undefined) {
      way = new Way(this.#chance, [from, to], this.#usual);
      ways.set(to, way);
    }
    return way;
  }

  /** From `from` to `to`; the fields that are left out are as usual on this network. */
  set(from: string, to: string, options: LinkOptions): void {
    this.way(from, to).set(conditionsOf(this.#usual, options));
  }

  /** Gives what undoes it. */
  clog(from: string, to: string): () => void {
    const way = this.way(from, to);
    const unclog = way.clog();
    return () => {
      unclog();
      this.#arrive(way);
    };
  }

  unclog(from: string, to: string): void {
    const way = this.way(from, to);
    way.unclog();
    this.#arrive(way);
  }

  /** Undo all that was done to the ways between two hosts, all of one host, or all there are. */
  mend(a?: string, b?: string): void {
    for (const ways of this.#ways.values())
      for (const way of ways.values())
        if ([a, b].every((name) => name === undefined || name === way.from || name === way.to)) {
          way.mend();
          this.#arrive(way);
        }
  }

  #arrive(way: Way): void {
    for (const arrival of way.takeHeld()) this.#deliver(arrival);
  }
}

/** Every pair of a host of `some` and another one of `others`. */
export function* pairs(
  some: string | readonly string[],
  others: string | readonly string[],
): Generator<readonly [string, string]> {
  for (const a of [some].flat()) for (const b of [others].flat()) if (a !== b) yield [a, b];
}
