/** Draws from a seed, for what writes scenarios. */
import { MemoryNetwork } from "torsion/platform/memory";

export class Chance {
  readonly #network: MemoryNetwork;

  constructor(seed: number) {
    this.#network = new MemoryNetwork({ seed });
  }

  /** So often in a hundred. */
  percent(often: number): boolean {
    return this.number(0, 99) < often;
  }

  /** From `least` to `most`. */
  number(least: number, most: number): number {
    return least + Math.floor(this.#network.draw("scenarios") * (most - least + 1));
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.number(0, choices.length - 1)]!;
  }

  /** `least` to `most` of what `make` makes. */
  several<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: this.number(least, most) }, make);
  }
}
