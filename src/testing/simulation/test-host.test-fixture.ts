/** For the tests of this folder: a host that forbids nothing and keeps nothing. */

import type { RunOf } from "./replay.ts";
import type { RunHost, RunResult } from "./run.ts";
import { type RunOptions, runOnce, type Scenario } from "./run.ts";
import type { SimulationHost } from "./simulation.ts";

export const runHost: RunHost = {};
export const simulationHost: SimulationHost = { ...runHost, command: "node x.test.js" };

export function runSeed(
  scenario: Scenario,
  options: RunOptions = {},
  run: RunOf = { seed: 1 },
): Promise<RunResult> {
  return runOnce(scenario, options, run, runHost);
}
