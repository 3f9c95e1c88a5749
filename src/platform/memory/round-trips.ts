/**
 * How long to wait for an acknowledgement, from what round trips took: RFC 6298, with Linux's limits.
 *
 * Round trips are measured with timestamps (RFC 7323), so that one whose segment was sent twice counts too.
 */

import { Timed } from "./times.ts";

/** RFC 6298, rule 2.1: before anything has been measured. */
const FIRST = 1;
/** Linux's TCP_RTO_MIN and TCP_RTO_MAX. The RFC would have 1 s for the former. */
const LEAST_VARIANCE = 0.2;
const LONGEST = 120;
const LEAST = 1e-9;

/** Its times; nothing has been measured while the first is 0. */
const SMOOTHED = 0;
const VARIATION = 1;

export class RoundTrips extends Timed {
  constructor() {
    super(2);
  }

  /** Seconds without an answer after which what was sent is sent again for the first time. */
  get timeout(): number {
    const { times, first } = this;
    const smoothed = times[first + SMOOTHED]!;
    if (smoothed === 0) return FIRST;
    return Math.min(smoothed + Math.max(4 * times[first + VARIATION]!, LEAST_VARIANCE), LONGEST);
  }

  /** … and after which it is sent again for the `nth` time, from 0 (rule 5.5: "back off the timer"). */
  backedOff(nth: number): number {
    return Math.min(this.timeout * 2 ** Math.min(nth, 30), LONGEST);
  }

  /** A round trip took so long. */
  measured(seconds: number): void {
    const { times, first } = this;
    // None takes no time at all: 0 stands for no round trip.
    const took = Math.max(seconds, LEAST);
    const smoothed = times[first + SMOOTHED]!;
    const isFirst = smoothed === 0;
    times[first + VARIATION] = isFirst
      ? took / 2
      : 0.75 * times[first + VARIATION]! + 0.25 * Math.abs(smoothed - took);
    times[first + SMOOTHED] = isFirst ? took : 0.875 * smoothed + 0.125 * took;
  }
}
