/** From a run that fails to the one with the fewest faults and chances that fails in the same way. */
import type { RunOf } from "./replay.ts";
import type { RunResult } from "./run.ts";
import { minimise } from "./shrink.ts";

export interface Shrunk {
  readonly result: RunResult;
  /** How many runs it took. */
  readonly runs: number;
}

/** @param again has a run again; @param budget how many times at the most. */
export async function shrinkRun(
  failing: RunResult,
  again: (run: RunOf) => Promise<RunResult>,
  budget: number,
): Promise<Shrunk> {
  const signature = failing.failure?.signature;
  let best = failing;
  let runs = 0;
  const failsAlike = async (run: RunOf): Promise<boolean> => {
    runs += 1;
    const result = await again(run);
    if (result.failure?.signature !== signature) return false;
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
