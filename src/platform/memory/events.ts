/** The loop of a simulated world: one clock, and what is to happen when. */
import { type Timer, TimerHeap } from "../../time/index.ts";

class WorldEvent implements Timer {
  at = 0;
  order = 0;
  index = -1;
  readonly run: () => void;
  constructor(run: () => void) {
    this.run = run;
  }
}

const ALWAYS = Number.POSITIVE_INFINITY;

export class WorldEvents {
  #now = 0;
  readonly #heap = new TimerHeap<WorldEvent>();
  readonly #soon: (() => void)[] = [];
  #advancing = false;
  #happened = 0;

  /** How many events there have been. */
  get happened(): number {
    return this.#happened;
  }

  now(): number {
    return this.#now;
  }

  /** When the next thing happens; `Infinity` where nothing will. */
  nextAt(): number {
    return this.#soon.length > 0 ? this.#now : this.#heap.nextAt();
  }

  /** Gives what takes it back. */
  after(seconds: number, run: () => void): () => void {
    return this.at(this.#now + seconds, run);
  }

  /** At a time of the clock: what keeps an order must not go through a difference, which rounds. */
  at(time: number, run: () => void): () => void {
    const event = new WorldEvent(run);
    this.#heap.add(event, time);
    return () => this.#heap.remove(event);
  }

  soon(run: () => void): void {
    this.#soon.push(run);
  }

  /** Let `seconds` pass; everything that is due happens, in order, each thing at its own time. */
  advance(seconds: number): void {
    if (!(seconds >= 0)) throw new RangeError(`advance(${seconds}): time does not go back`);
    if (this.#advancing) throw new RangeError("advance from inside of advance");
    this.#advancing = true;
    try {
      this.#runUntil(this.#now + seconds);
    } finally {
      this.#advancing = false;
    }
  }

  #runUntil(until: number): void {
    this.#settle();
    for (;;) {
      const event = this.#heap.popDue(until, ALWAYS);
      if (event === undefined) break;
      if (event.at > this.#now) this.#now = event.at;
      this.#happened += 1;
      event.run();
      this.#settle();
    }
    this.#now = until;
  }

  /** What throws comes out of `advance`; what was to run after it still does, at the next one. */
  #settle(): void {
    for (let run = this.#soon.shift(); run !== undefined; run = this.#soon.shift()) run();
  }
}
