/** Alarms on `setTimeout`, past its limit: a delay over 2^31 − 1 ms would ring at once (R6). */

const LONGEST = 2 ** 31 - 1;

export function alarm(seconds: number, ring: () => void): () => void {
  if (seconds <= 0) {
    // `setTimeout` knows no less than a millisecond.
    const immediate = setImmediate(ring);
    return () => clearImmediate(immediate);
  }
  // Node rounds down, and an alarm that rings early is one more turn for nothing.
  const milliseconds = Math.ceil(seconds * 1000);
  let timer = setTimeout(next, Math.min(milliseconds, LONGEST));
  let rest = milliseconds - LONGEST;
  function next(): void {
    if (rest <= 0) {
      ring();
      return;
    }
    timer = setTimeout(next, Math.min(rest, LONGEST));
    rest -= LONGEST;
  }
  return () => clearTimeout(timer);
}
