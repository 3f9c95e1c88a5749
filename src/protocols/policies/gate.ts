/** Something that several may close, each for a reason of its own: it opens when the last reason has gone. */
import type { Held } from "./throttle.ts";

export class Gate {
  #reasons = 0;
  readonly #closed: () => void;
  readonly #opened: () => void;

  constructor(closed: () => void, opened: () => void) {
    this.#closed = closed;
    this.#opened = opened;
  }

  get isOpen(): boolean {
    return this.#reasons === 0;
  }

  /** One more that may close it; to hold twice is to hold once. */
  reason(): Held {
    let held = false;
    return {
      hold: () => {
        if (held) return;
        held = true;
        this.#reasons += 1;
        if (this.#reasons === 1) this.#closed();
      },
      release: () => {
        if (!held) return;
        held = false;
        this.#reasons -= 1;
        if (this.#reasons === 0) this.#opened();
      },
    };
  }
}
