/**
 * Prints a hash of what happens in the scenario of `job-queue.ts` under the seeds 1 to N: the same in every process, on every
 * runtime and machine. `node build/test/simulation/hash-of-seeds.js 1000`
 */

import { runSimulation } from "torsion/testing";
import { jobQueue, jobQueueOptions } from "./job-queue-scenario.ts";

const seeds = Number(process.argv[2] ?? 1000);
const { runs, events, seconds, hash } = await runSimulation(
  "job queue",
  { ...jobQueueOptions, seeds, twiceEvery: seeds },
  jobQueue(),
  { command: "node build/test/simulation/hash-of-seeds.js" },
);
console.log(`${runs} seeds, ${events} events, ${Math.round(seconds)} simulated seconds, ${hash}`);
