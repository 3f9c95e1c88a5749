/** What a delayed call costs among a thousand and among a million, against Node's timers. */
import { Clock, type IDelayedCall } from "torsion/time";
import type { Benchmark, Side } from "./compare.ts";
import { gc } from "./per-operation.ts";

const nothing = (): void => {};
/** Seconds, from one to a minute: as timeouts of connections are. */
const secondsOf = (i: number): number => 1 + ((i * 7919) % 59);

type Phase = "add" | "reset" | "cancel";

const now = (): number => Number(process.hrtime.bigint());

/** Nanoseconds of each phase, one after the other, for so many calls that are all pending. */
function delayedCalls(count: number): Record<Phase, number> {
  const clock = new Clock();
  const calls: IDelayedCall[] = new Array(count);
  const start = now();
  for (let i = 0; i < count; i++) calls[i] = clock.callLater(secondsOf(i), nothing);
  const added = now();
  // Something came in: the wait begins again, a little later than before.
  clock.advance(0.5);
  const before = now();
  for (let i = 0; i < count; i++) calls[i]!.reset(secondsOf(i));
  const moved = now();
  for (let i = 0; i < count; i++) calls[i]!.cancel();
  const cancelled = now();
  return {
    add: (added - start) / count,
    reset: (moved - before) / count,
    cancel: (cancelled - moved) / count,
  };
}

function nodeTimers(count: number): Record<Phase, number> {
  const timers: NodeJS.Timeout[] = new Array(count);
  const start = now();
  for (let i = 0; i < count; i++) timers[i] = setTimeout(nothing, secondsOf(i) * 1000);
  const added = now();
  for (let i = 0; i < count; i++) {
    clearTimeout(timers[i]);
    timers[i] = setTimeout(nothing, secondsOf(i) * 1000);
  }
  const moved = now();
  for (let i = 0; i < count; i++) clearTimeout(timers[i]);
  const cancelled = now();
  return {
    add: (added - start) / count,
    reset: (moved - added) / count,
    cancel: (cancelled - moved) / count,
  };
}

/** Enough of them in a row to be measured. */
function phase(
  name: string,
  run: (count: number) => Record<Phase, number>,
  count: number,
  of: Phase,
): Side {
  return {
    name,
    measure() {
      let best = Number.POSITIVE_INFINITY;
      const repeats = count >= 1_000_000 ? 2 : 200;
      gc();
      for (let i = 0; i < repeats; i++) best = Math.min(best, run(count)[of]);
      return best;
    },
  };
}

const GOALS: Readonly<Partial<Record<Phase, number>>> = { reset: 0.2 };

export const timerBenchmarks: readonly Benchmark[] = [1000, 1_000_000].flatMap((count) =>
  (["add", "reset", "cancel"] as const).map((of) => ({
    name: `timers: ${of} one of ${count.toLocaleString("en")} pending${of === "reset" ? ", against clearTimeout and setTimeout" : ""}`,
    unit: "ns",
    ours: phase("torsion", delayedCalls, count, of),
    theirs: phase("node", nodeTimers, count, of),
    ...(GOALS[of] !== undefined && { goal: GOALS[of] }),
  })),
);
