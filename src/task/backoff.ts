/** How long to wait before trying again: longer after each failure, up to a limit. */

export interface BackoffOptions {
  /** Seconds before the try that follows no failure at all; the base that `factor` multiplies. */
  readonly initialDelay?: number;
  /** Seconds; no delay is longer than this, jitter apart. */
  readonly maxDelay?: number;
  /** How much longer each delay is than the one before it; from 1 up. */
  readonly factor?: number;
  /**
   * Seconds to add, asked anew for each delay. Clients that lost one server all at once come back all
   * at once unless this is random. Randomness is the caller's to supply: by default nothing is added.
   */
  readonly jitter?: () => number;
}

/**
 * Gives the delay, in seconds, after `attempt` failed attempts:
 * `min(initialDelay * factor ** attempt, maxDelay) + jitter()`, never negative (E10).
 *
 * Twisted's default, which adds up to a second, is `backoffPolicy({ jitter: random })` where `random`
 * gives numbers from 0 to 1. Throws `RangeError` for options that make no sense.
 */
export function backoffPolicy({
  initialDelay = 1,
  maxDelay = 60,
  factor = 1.5,
  jitter = () => 0,
}: BackoffOptions = {}): (attempt: number) => number {
  check("initialDelay", initialDelay, 0);
  check("maxDelay", maxDelay, 0);
  check("factor", factor, 1);
  return (attempt) => {
    // The power is Infinity before long: min() takes care of it, but 0 * Infinity is NaN.
    const delay =
      initialDelay === 0 ? 0 : Math.min(initialDelay * power(factor, attempt), maxDelay);
    return Math.max(0, delay + jitter());
  };
}

/** To a whole number; `**` rounds in another way on each runtime, and a simulated run must be the same on all. */
function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest >= 1; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

function check(name: string, value: number, least: number): void {
  if (!Number.isFinite(value) || value < least)
    throw new RangeError(`backoffPolicy: ${name} ${value} is no finite number from ${least} up`);
}
