/**
 * One limit that many share: whoever takes from it while it is overdrawn waits, and with it all the others.
 *
 * Rules: when it is time again, they go on in the order in which they were served, the one that has waited longest first. There
 * is a timer only while somebody waits.
 */
import type { IDelayedCall } from "../../net/index.ts";
import type { PolicyClock } from "./timeout.ts";
import { TokenBucket } from "./token-bucket.ts";

/** Who can be held; told so twice, it does nothing. */
export interface Held {
  hold(): void;
  release(): void;
}

export class Throttle {
  readonly #clock: PolicyClock;
  readonly #bucket: TokenBucket;
  /** In the order in which they were served last. */
  readonly #members = new Set<Held>();
  #timer: IDelayedCall | null = null;

  constructor(clock: PolicyClock, perSecond: number, burst: number) {
    this.#clock = clock;
    this.#bucket = new TokenBucket(perSecond, burst, clock.seconds());
  }

  /** Does everybody wait? */
  get holding(): boolean {
    return this.#timer !== null;
  }

  add(member: Held): void {
    this.#members.add(member);
    if (this.holding) member.hold();
    // Whoever overdrew it may have gone, and come again.
    else this.#holdIfOverdrawn();
  }

  remove(member: Held): void {
    this.#members.delete(member);
    if (this.#members.size > 0) return;
    this.#timer?.cancel();
    this.#timer = null;
  }

  take(member: Held, amount: number): void {
    this.#bucket.take(amount, this.#clock.seconds());
    if (this.#members.delete(member)) this.#members.add(member);
    if (!this.holding) this.#holdIfOverdrawn();
  }

  #holdIfOverdrawn(): void {
    if (!this.#wait()) return;
    for (const member of [...this.#members]) member.hold();
  }

  #wait(): boolean {
    const seconds = this.#bucket.secondsOverdrawn(this.#clock.seconds());
    if (seconds === 0) return false;
    this.#timer = this.#clock.callLater(seconds, this.#again);
    return true;
  }

  readonly #again = (): void => {
    this.#timer = null;
    // More may have been taken since it was set: by who does not wait when told to.
    if (this.#wait()) return;
    for (const member of [...this.#members]) {
      if (this.holding) return;
      if (this.#members.has(member)) member.release();
    }
  };
}
