/** The loop of a simulated world: one clock, and what is to happen when. */
import { type Timer, TimerHeap } from "../../time/index.ts";
import { Fifo } from "./fifo.ts";
import type { Schedule } from "./schedule.ts";
import { inTurns, type Turns } from "./turns.ts";

/** Something that is to happen: itself what the heap keeps, since a closure for each packet would cost. */
export abstract class WorldEvent implements Timer {
  at = 0;
  order = 0;
  index = -1;
  readonly lane: number;
  constructor(lane: number) {
    this.lane = lane;
  }
  abstract happen(): void;
}

class Call extends WorldEvent {
  readonly #run: () => void;
  constructor(run: () => void, lane: number) {
    super(lane);
    this.#run = run;
  }
  happen(): void {
    this.#run();
  }
}

/** Things set each other off, again and again, and no time passes: it would never come to an end. */
export class NoTimePassesError extends Error {
  override name = "NoTimePassesError";
}

const ALWAYS = Number.POSITIVE_INFINITY;
/** More than any world has to do in one moment, and some seconds of work. */
const MOST_AT_ONCE = 10_000_000;
/** Of no host: such things happen in their order. */
export const NO_LANE = 0;

export class WorldEvents {
  #now = 0;
  readonly #heap = new TimerHeap<WorldEvent>();
  readonly #soon = new Fifo<() => void>();
  readonly #schedule: Schedule | null;
  /** Due at about the same time, in order; something has been chosen before them. */
  readonly #passedOver: WorldEvent[] = [];
  #advancing = false;
  #happened = 0;
  readonly #mostAtOnce: number;
  /** How many things have happened since time last passed. */
  #atOnce = 0;

  /**
   * @param schedule chooses among what is due at about the same time; `null`: the order in which it was set.
   * @param mostAtOnce so many things may happen without time passing.
   */
  constructor(schedule: Schedule | null = null, mostAtOnce: number = MOST_AT_ONCE) {
    if (!(mostAtOnce > 0)) throw new RangeError(`mostAtOnce is ${mostAtOnce}`);
    this.#schedule = schedule;
    this.#mostAtOnce = mostAtOnce;
  }

  now(): number {
    return this.#now;
  }

  /** How many events there have been. */
  get happened(): number {
    return this.#happened;
  }

  /** When the next thing happens; `Infinity` where nothing will. */
  nextAt(): number {
    if (this.#soon.length > 0) return this.#now;
    const passedOver = this.#passedOver[0]?.at ?? ALWAYS;
    return Math.max(this.#now, Math.min(passedOver, this.#heap.nextAt()));
  }

  /** Gives what takes it back. */
  after(seconds: number, run: () => void, lane: number = NO_LANE): () => void {
    return this.at(this.#now + seconds, run, lane);
  }

  /** At a time of the clock: what keeps an order must not go through a difference, which rounds. */
  at(time: number, run: () => void, lane: number = NO_LANE): () => void {
    const event = new Call(run, lane);
    this.#heap.add(event, time);
    return () => this.remove(event);
  }

  /** Have `event`, which is not set, happen at a time of the clock. */
  add(event: WorldEvent, time: number): void {
    this.#heap.add(event, time);
  }

  /** Take an event back; one that is not set, or has happened, is left alone. */
  remove(event: WorldEvent): void {
    if (event.index >= 0) this.#heap.remove(event);
    else if (this.#passedOver.length > 0) {
      const index = this.#passedOver.indexOf(event);
      if (index >= 0) this.#passedOver.splice(index, 1);
    }
  }

  soon(run: () => void): void {
    this.#soon.push(run);
  }

  /** Let `seconds` pass; everything that is due happens, in order, each thing at its own time. */
  advance(seconds: number): void {
    this.#check(seconds);
    const until = this.#now + seconds;
    this.#advance(() => {
      this.#settle();
      while (this.#happen(until)) this.#settle();
      this.#pass(until);
    });
  }

  /**
   * Let the next thing happen, if it is due by `until`, a time of the clock, and all that is to happen soon after it. Where
   * nothing is, it is `until`. Did something happen?
   */
  step(until: number): boolean {
    if (!(until >= this.#now)) throw new RangeError(`step(${until}): time does not go back`);
    return this.#advance(() => this.#step(until));
  }

  #step(until: number): boolean {
    // What the program did since the last step comes first.
    const settled = this.#soon.length > 0;
    this.#settle();
    if (settled) return true;
    const happened = this.#happen(until);
    if (happened) this.#settle();
    else this.#pass(until);
    return happened;
  }

  /** It is that time, or was already. */
  #pass(until: number): void {
    if (until <= this.#now) return;
    this.#now = until;
    this.#atOnce = 0;
  }

  /** One thing more has happened at this moment. */
  #count(): void {
    this.#atOnce += 1;
    if (this.#atOnce <= this.#mostAtOnce) return;
    this.#atOnce = 0;
    throw new NoTimePassesError(
      `${this.#mostAtOnce} things have happened at ${this.#now} s, and no time passes: do some set each other off? ` +
        "Those of one host do so without latency, unless its `loopback` has some",
    );
  }

  /**
   * As `advance`, but step by step, each in a turn of the host's: before the next one all promises have done
   * what they can.
   *
   * @param isEnough is asked after each step: has it come to its end early?
   */
  async advanceInTurns(
    seconds: number,
    turns: Turns,
    isEnough: () => boolean = () => false,
  ): Promise<void> {
    this.#check(seconds);
    const until = this.#now + seconds;
    let isFirst = true;
    this.#advancing = true;
    try {
      await inTurns(turns, () => {
        if (!isFirst && isEnough()) return false;
        isFirst = false;
        return this.#step(until);
      });
    } finally {
      this.#advancing = false;
    }
  }

  #check(seconds: number): void {
    if (!(seconds >= 0)) throw new RangeError(`advance(${seconds}): time does not go back`);
    if (seconds === ALWAYS) throw new RangeError("advance(Infinity): say for how long at most");
    if (this.#advancing) throw new RangeError("advance from inside of advance");
  }

  #advance<T>(run: () => T): T {
    if (this.#advancing) throw new RangeError("advance from inside of advance");
    this.#advancing = true;
    try {
      return run();
    } finally {
      this.#advancing = false;
    }
  }

  #happen(until: number): boolean {
    const event = this.#schedule === null ? this.#heap.popDue(until, ALWAYS) : this.#pick(until);
    if (event === undefined) return false;
    this.#pass(event.at);
    this.#happened += 1;
    event.happen();
    this.#count();
    return true;
  }

  /** One of those that are due at about the same time as the first. */
  #pick(until: number): WorldEvent | undefined {
    const schedule = this.#schedule!;
    const waiting = this.#passedOver;
    const first = Math.min(waiting[0]?.at ?? ALWAYS, this.#heap.nextAt());
    const last = Math.min(first + schedule.slack, until);
    for (;;) {
      const event = this.#heap.popDue(last, ALWAYS);
      if (event === undefined) break;
      let at = waiting.length;
      while (at > 0 && waiting[at - 1]!.at > event.at) at -= 1;
      waiting.splice(at, 0, event);
    }
    const lanes = new Set<number>();
    const candidates = waiting.filter(({ at, lane }) => {
      if (at > last || lanes.has(lane)) return false;
      lanes.add(lane);
      return true;
    });
    if (candidates.length === 0) return undefined;
    const chosen =
      candidates.length === 1 ? candidates[0]! : candidates[schedule.choose(candidates)]!;
    waiting.splice(waiting.indexOf(chosen), 1);
    return chosen;
  }

  /** What throws comes out of `advance`; what was to run after it still does, at the next one. */
  #settle(): void {
    for (let run = this.#soon.take(); run !== undefined; run = this.#soon.take()) {
      run();
      this.#count();
    }
  }
}
