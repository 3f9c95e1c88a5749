/**
 * How long turns take, while somebody wants to know.
 *
 * Rule: figures only grow, so that any number of readers can each take the difference to what they have read before.
 */
import type { TurnsDescription } from "../net/index.ts";

export class TurnMeter {
  readonly #seconds: () => number;
  readonly #since: number;
  /** Of the turn that runs; `null` where the meter was put in during it. */
  #began: number | null = null;
  #count = 0;
  #busySeconds = 0;
  #longestSeconds = 0;
  #over10ms = 0;
  #over100ms = 0;
  #over1s = 0;

  constructor(seconds: () => number) {
    this.#seconds = seconds;
    this.#since = seconds();
  }

  began(): void {
    this.#began = this.#seconds();
  }

  ended(): void {
    if (this.#began === null) return;
    const took = this.#seconds() - this.#began;
    this.#began = null;
    this.#count += 1;
    this.#busySeconds += took;
    if (took > this.#longestSeconds) this.#longestSeconds = took;
    if (took <= 0.01) return;
    this.#over10ms += 1;
    if (took > 0.1) this.#over100ms += 1;
    if (took > 1) this.#over1s += 1;
  }

  get description(): TurnsDescription {
    return {
      count: this.#count,
      busySeconds: this.#busySeconds,
      longestSeconds: this.#longestSeconds,
      over10ms: this.#over10ms,
      over100ms: this.#over100ms,
      over1s: this.#over1s,
      measuredSeconds: this.#seconds() - this.#since,
    };
  }
}
