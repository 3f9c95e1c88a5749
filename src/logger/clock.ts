/**
 * Where events get their time. The logger cannot tell the time; whoever can, lends it a clock.
 *
 * Until then events carry no `log_time`, rather than a wrong one.
 */

/** Anything that tells seconds since the Unix epoch, fractional: a reactor, a `Clock`, a function. */
export type LogClock = (() => number) | { seconds(): number };

let current: LogClock | undefined;

/**
 * Stamp events by this clock, where their logger has none of its own; `undefined` stops stamping.
 *
 * @returns a function that puts the previous clock back.
 */
export function setLogClock(clock: LogClock | undefined): () => void {
  const previous = current;
  current = clock;
  return () => {
    current = previous;
  };
}

/** Seconds by `own`, or else by the clock that was set, or `undefined` where there is neither. */
export function logSeconds(own: LogClock | undefined): number | undefined {
  const clock = own ?? current;
  if (clock === undefined) return undefined;
  return typeof clock === "function" ? clock() : clock.seconds();
}
