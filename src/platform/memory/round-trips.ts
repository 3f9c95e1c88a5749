/**
 * How long to wait for an acknowledgement, from what round trips took: RFC 6298, with Linux's limits.
 *
 * Round trips are measured with timestamps (RFC 7323), so that one whose segment was sent twice counts too.
 */

/** RFC 6298, rule 2.1: before anything has been measured. */
const FIRST = 1;
/** Linux's TCP_RTO_MIN and TCP_RTO_MAX. The RFC would have 1 s for the former. */
const LEAST_VARIANCE = 0.2;
const LONGEST = 120;

export class RoundTrips {
  #smoothed = -1;
  #variation = 0;

  /** Seconds without an answer after which what was sent is sent again for the first time. */
  get timeout(): number {
    if (this.#smoothed < 0) return FIRST;
    return Math.min(this.#smoothed + Math.max(4 * this.#variation, LEAST_VARIANCE), LONGEST);
  }

  /** … and after which it is sent again for the `nth` time, from 0 (rule 5.5: "back off the timer"). */
  backedOff(nth: number): number {
    return Math.min(this.timeout * 2 ** Math.min(nth, 30), LONGEST);
  }

  /** A round trip took so long. */
  measured(seconds: number): void {
    if (this.#smoothed < 0) {
      this.#smoothed = seconds;
      this.#variation = seconds / 2;
      return;
    }
    this.#variation = 0.75 * this.#variation + 0.25 * Math.abs(this.#smoothed - seconds);
    this.#smoothed = 0.875 * this.#smoothed + 0.125 * seconds;
  }
}
