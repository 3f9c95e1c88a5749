/** From a run that fails to the one with the fewest faults and chances that fails in the same way. */
import type { RunOf } from "./replay.ts";
import type { RunFailure, RunResult } from "./run.ts";
import { minimise } from "./shrink.ts";

export interface Shrunk {
  readonly result: RunResult;
  /** How many runs it took. */
  readonly runs: number;
}

/** So many events in all runs of a shrinking: of runs that hardly end it has few. */
const MOST_EVENTS = 20_000_000;

/** @param again has a run again; @param budget how many times at the most. */
export async function shrinkRun(
  failing: RunResult,
  again: (run: RunOf) => Promise<RunResult>,
  budget: number,
): Promise<Shrunk> {
  const wanted = likenessOf(failing.failure);
  let events = 0;
  let best = failing;
  let runs = 0;
  const failsAlike = async (run: RunOf): Promise<boolean> => {
    if (events > MOST_EVENTS) return false;
    runs += 1;
    const result = await again(run);
    events += result.events;
    if (likenessOf(result.failure) !== wanted) return false;
    best = result;
    return true;
  };
  const { seed } = failing.run;
  const all = failing.run.faults ?? failing.plan.map(({ nth }) => nth);
  const keep = failing.run.chances;
  const withFaults = (faults: readonly number[]): RunOf =>
    keep === undefined ? { seed, faults } : { seed, faults, chances: keep };
  const faults = await minimise(all, (some) => failsAlike(withFaults(some)), budget >> 1);
  const chances = best.chances;
  if (chances.length > 0)
    await minimise(chances, (some) => failsAlike({ seed, faults, chances: some }), budget - runs);
  return { result: best, runs };
}

/** The signature and, since many errors have one name, the line that made the error. */
function likenessOf(failure: RunFailure | null): string | undefined {
  const stack = failure?.error instanceof Error ? (failure.error.stack ?? "") : "";
  const line = stack.split("\n").find((frame) => /^\s*at |@/.test(frame)) ?? "";
  return failure === null ? undefined : `${failure.signature} ${line}`;
}
