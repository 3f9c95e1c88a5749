/**
 * The clocks of one host: one that never goes back, by which its timers ring, and one that shows the date.
 *
 * Both run at the same rate, which may be wrong; only the one with the date is ever set. Until somebody meddles
 * with it, a host's time is exactly the network's.
 */

/** The time of the network. */
export interface WorldTime {
  readonly now: () => number;
  /** What the date was when the network began, in seconds since 1970. */
  readonly epoch: number;
  after(seconds: number, run: () => void): () => void;
}

interface Alarm {
  /** Whose it is: with that it ends. */
  readonly owner: object | null;
  /** By the clock of the host. */
  readonly at: number;
  readonly ring: () => void;
  cancel: () => void;
}

export class HostClock {
  readonly #world: WorldTime;
  readonly #alarms = new Set<Alarm>();
  #rate = 1;
  /** When the rate was last set, by the network and by the host. */
  #since = 0;
  #base = 0;
  /** How far the date is from where it would be if nobody had set it. */
  #set = 0;
  /** What has rung was due: arithmetic with fractions may say that it is a little too early. */
  #reached = 0;

  constructor(world: WorldTime) {
    this.#world = world;
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
    const alarm: Alarm = { owner, at: this.now() + seconds, ring, cancel: () => {} };
    this.#alarms.add(alarm);
    this.#arm(alarm);
    return () => {
      alarm.cancel();
      this.#alarms.delete(alarm);
    };
  }

  /** Take back all that `owner` has set: it is no more, and nothing is to wait for it. */
  forget(owner: object): void {
    for (const alarm of this.#alarms)
      if (alarm.owner === owner) {
        alarm.cancel();
        this.#alarms.delete(alarm);
      }
  }

  #arm(alarm: Alarm): void {
    const seconds = Math.max(0, alarm.at - this.now()) / this.#rate;
    alarm.cancel = this.#world.after(seconds, () => {
      this.#alarms.delete(alarm);
      if (alarm.at > this.#reached) this.#reached = alarm.at;
      alarm.ring();
    });
  }

  /** From now on so many seconds of this clock pass in a true second. What waits waits longer or shorter. */
  setRate(rate: number): void {
    if (!(rate > 0 && rate < Number.POSITIVE_INFINITY))
      throw new RangeError(`a clock cannot run at ${rate} times the true rate`);
    if (rate === this.#rate) return;
    this.#base = this.now();
    this.#since = this.#world.now();
    this.#rate = rate;
    for (const alarm of this.#alarms) {
      alarm.cancel();
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
