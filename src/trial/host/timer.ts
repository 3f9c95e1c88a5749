/** Real time, for the limits of tests: the timers of the host, even where a test has put others in their place. */
const { setTimeout, clearTimeout } = globalThis;
const LONGEST_SECONDS = (2 ** 31 - 1) / 1000;

/** Call `onTime` after `seconds`, once, unless what this returns is called before. */
export function startTimer(seconds: number, onTime: () => void): () => void {
  const timer = setTimeout(onTime, Math.min(seconds, LONGEST_SECONDS) * 1000);
  return () => clearTimeout(timer);
}
