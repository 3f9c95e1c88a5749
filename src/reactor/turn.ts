/**
 * One turn: from the moment the platform calls us to the moment we give control back.
 *
 * Rule: what was written during a turn goes out when it ends, each connection's in one system call.
 * What is written outside of any turn (by a promise's continuation, say) makes a turn of its own soon.
 */

import { type ResourceOwner, tracking } from "../resources/index.ts";
import type { TurnMeter } from "./turn-meter.ts";

/** Something that has work for the end of the turn. */
export interface Flushable {
  /** Must not throw. May mark others, and itself again. */
  flush(): void;
}

export class Turn {
  #depth = 0;
  #marked: Flushable[] = [];
  #scheduled = false;
  readonly #soon: (run: () => void) => void;
  readonly #owner: ResourceOwner | null;
  /** Set while somebody wants to know how long turns take. */
  meter: TurnMeter | null = null;

  /** @param owner what is made in a turn is of this. */
  constructor(soon: (run: () => void) => void, owner: ResourceOwner | null = null) {
    this.#soon = soon;
    this.#owner = owner;
  }

  enter(): void {
    this.#depth += 1;
    if (this.meter !== null && this.#depth === 1) this.meter.began();
    if (tracking !== null) tracking.turnOf = this.#owner;
  }

  leave(): void {
    if (this.#depth === 1) while (this.#marked.length > 0) this.#flushMarked();
    this.#depth -= 1;
    if (this.meter !== null && this.#depth === 0) this.meter.ended();
    if (tracking !== null && this.#depth === 0) tracking.turnOf = null;
  }

  /** A turn of its own, for `work`, which must not throw. */
  run(work: () => void): void {
    this.enter();
    work();
    this.leave();
  }

  /** Flush `work` at the end of the turn; the caller marks it once until it is flushed. */
  mark(work: Flushable): void {
    this.#marked.push(work);
    if (this.#depth > 0 || this.#scheduled) return;
    this.#scheduled = true;
    this.#soon(() => {
      this.#scheduled = false;
      this.enter();
      this.leave();
    });
  }

  #flushMarked(): void {
    const marked = this.#marked;
    this.#marked = [];
    for (const work of marked) work.flush();
  }
}
