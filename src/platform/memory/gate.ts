/**
 * What programs are told: at once or, while they are paused, when they go on, in the order in which it came.
 *
 * Whoever tells much bounds it before it comes here: a paused program takes nothing away.
 */

export class Gate {
  #held: (() => void)[] | null = null;

  get closed(): boolean {
    return this.#held !== null;
  }

  /** Run it now, or when the gate opens. */
  tell(run: () => void): void {
    if (this.#held === null) run();
    else this.#held.push(run);
  }

  close(): void {
    this.#held ??= [];
  }

  /** Gives all that was held, to be run in this order. */
  open(): readonly (() => void)[] {
    const held = this.#held ?? [];
    this.#held = null;
    return held;
  }
}
