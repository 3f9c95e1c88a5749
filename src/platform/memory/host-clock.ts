/**
 * The clocks of one host: one that never goes back, by which its timers ring, and one that shows the date.
 *
 * Both run at the same rate, which may be wrong; only the one with the date is ever set. Until somebody meddles
 * with it, a host's time is exactly the network's.
 */

import { WorldEvent } from "./events.ts";

/** The time of the network. */
export interface WorldTime {
  readonly now: () => number;
  /** What the date was when the network began, in seconds since 1970. */
  readonly epoch: number;
  schedule(event: WorldEvent, seconds: number): void;
  unschedule(event: WorldEvent): void;
}

/** Itself the event of its ringing, and a link of the list of those that wait: there are many, and most are taken back. */
class Alarm extends WorldEvent {
  /** Whose it is: with that it ends. */
  readonly owner: object | null;
  /** By the clock of the host. */
  readonly due: number;
  readonly #clock: AlarmClock;
  readonly #ring: () => void;
  before: Alarm | null = null;
  behind: Alarm | null = null;
  waits = true;

  constructor(
    clock: AlarmClock,
    due: number,
    ring: () => void,
    owner: object | null,
    lane: number,
  ) {
    super(lane);
    this.#clock = clock;
    this.due = due;
    this.#ring = ring;
    this.owner = owner;
  }

  happen(): void {
    this.#clock.rings(this);
    this.#ring();
  }
}

interface AlarmClock {
  /** It is time for that alarm, which waits no more. */
  rings(alarm: Alarm): void;
}

export class HostClock {
  readonly #world: WorldTime;
  readonly #lane: number;
  readonly #events: AlarmClock;
  /** Those that wait, in the order in which they were set. */
  #first: Alarm | null = null;
  #last: Alarm | null = null;
  #rate = 1;
  /** When the rate was last set, by the network and by the host. */
  #since = 0;
  #base = 0;
  /** How far the date is from where it would be if nobody had set it. */
  #set = 0;
  /** What has rung was due: arithmetic with fractions may say that it is a little too early. */
  #reached = 0;

  /** @param lane of what happens on the host. */
  constructor(world: WorldTime, lane: number) {
    this.#world = world;
    this.#lane = lane;
    this.#events = {
      rings: (alarm) => {
        this.#remove(alarm);
        if (alarm.due > this.#reached) this.#reached = alarm.due;
      },
    };
  }

  /** Seconds of this clock in a true second. */
  get rate(): number {
    return this.#rate;
  }

  readonly now = (): number => Math.max(this.#reached, this.#reading());

  readonly wallClock = (): number => this.#world.epoch + this.now() + this.#set;

  #reading(): number {
    return this.#base + (this.#world.now() - this.#since) * this.#rate;
  }

  /** Ring after so many seconds of this clock; gives what takes it back. */
  after(seconds: number, ring: () => void, owner: object | null = null): () => void {
    const alarm = new Alarm(this.#events, this.now() + seconds, ring, owner, this.#lane);
    alarm.before = this.#last;
    if (this.#last === null) this.#first = alarm;
    else this.#last.behind = alarm;
    this.#last = alarm;
    this.#arm(alarm);
    return () => this.#takeBack(alarm);
  }

  /** Take back all that `owner` has set: it is no more, and nothing is to wait for it. */
  forget(owner: object): void {
    for (let alarm = this.#first; alarm !== null; ) {
      const { behind } = alarm;
      if (alarm.owner === owner) this.#takeBack(alarm);
      alarm = behind;
    }
  }

  #arm(alarm: Alarm): void {
    this.#world.schedule(alarm, Math.max(0, alarm.due - this.now()) / this.#rate);
  }

  #takeBack(alarm: Alarm): void {
    if (!alarm.waits) return;
    this.#world.unschedule(alarm);
    this.#remove(alarm);
  }

  #remove(alarm: Alarm): void {
    const { before, behind } = alarm;
    if (before === null) this.#first = behind;
    else before.behind = behind;
    if (behind === null) this.#last = before;
    else behind.before = before;
    alarm.before = null;
    alarm.behind = null;
    alarm.waits = false;
  }

  /** From now on so many seconds of this clock pass in a true second. What waits waits longer or shorter. */
  setRate(rate: number): void {
    if (!(rate > 0 && rate < Number.POSITIVE_INFINITY))
      throw new RangeError(`a clock cannot run at ${rate} times the true rate`);
    if (rate === this.#rate) return;
    this.#base = this.now();
    this.#since = this.#world.now();
    this.#rate = rate;
    for (let alarm = this.#first; alarm !== null; alarm = alarm.behind) {
      this.#world.unschedule(alarm);
      this.#arm(alarm);
    }
  }

  /** Set the date so many seconds forward, or back. */
  jump(seconds: number): void {
    if (!Number.isFinite(seconds)) throw new RangeError(`a clock cannot jump by ${seconds} s`);
    this.#set += seconds;
  }

  /** As a time service does: the date is the true one, the rate is right. Gives how far the date was set. */
  synchronize(): number {
    this.setRate(1);
    const step = this.#world.epoch + this.#world.now() - this.wallClock();
    this.#set += step;
    return step;
  }
}
