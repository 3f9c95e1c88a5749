/**
 * A token bucket: what fills up evenly, to a limit, and can be overdrawn.
 *
 * Over any time of `t` seconds no more is taken than `perSecond * t + burst`, and what the last taking overdrew. It is
 * one number, the time at which it was or will be empty, so that no rounding adds up.
 */

/** Less than that is rounding. */
const EXACT = 1e-9;

export class TokenBucket {
  readonly perSecond: number;
  readonly burst: number;
  #emptyAt: number;

  /** It begins full. */
  constructor(perSecond: number, burst: number, now: number) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.#emptyAt = now - burst / perSecond;
  }

  /** What is in it; less than 0 where it is overdrawn. */
  balance(now: number): number {
    return Math.min(this.burst, (now - this.#emptyAt) * this.perSecond);
  }

  /** Is there so much? */
  holds(amount: number, now: number): boolean {
    return this.balance(now) >= amount - EXACT;
  }

  isFull(now: number): boolean {
    return this.holds(this.burst, now);
  }

  take(amount: number, now: number): void {
    this.#emptyAt =
      Math.max(this.#emptyAt, now - this.burst / this.perSecond) + amount / this.perSecond;
  }

  /** Until nothing is overdrawn any more. */
  secondsOverdrawn(now: number): number {
    const seconds = this.#emptyAt - now;
    return seconds > EXACT ? seconds : 0;
  }
}
