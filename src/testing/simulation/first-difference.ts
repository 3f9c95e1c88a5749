/** Where two runs that should be the same part. */
import type { Trace, TraceEvent } from "../pictures/index.ts";

/** A few lines: the first thing that the two traces do not have in common. */
export function firstDifference(first: Trace, second: Trace): string {
  const [a, b] = [first.events, second.events];
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [one, other] = [describe(a[i]), describe(b[i])];
    if (one !== other) return `  once: ${one}\n  then: ${other}`;
  }
  return "  they differ in what the traces have not kept";
}

function describe(event: TraceEvent | undefined): string {
  if (event === undefined) return "it was over";
  return JSON.stringify(event, (_, value) =>
    value instanceof Uint8Array ? Array.from(value.subarray(0, 64)).join(" ") : value,
  );
}
