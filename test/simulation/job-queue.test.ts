/** A nontrivial scenario under many seeds, the same in every process; a bug that was planted in it is found and shrunk. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { runSimulation, SimulationError } from "torsion/testing";
import { jobQueue, jobQueueOptions } from "./job-queue-scenario.ts";

const SEEDS = process.env.SIMULATION_SEEDS ?? "20";
const run = promisify(execFile);

test(`${SEEDS} seeds do the same in two processes, and lose no job`, async () => {
  const program = resolve("build/test/simulation/hash-of-seeds.js");
  const hash = async (): Promise<string> => (await run(process.execPath, [program, SEEDS])).stdout;
  const [one, other] = await Promise.all([hash(), hash()]);
  assert.match(
    one,
    new RegExp(`^${SEEDS} seeds, \\d+ events, \\d+ simulated seconds, [0-9a-f]{32}\n$`),
  );
  assert.equal(one, other);
});

test("an acknowledgement before the write is found, and shrunk to what it takes", async () => {
  const found = await runSimulation(
    "job queue",
    { ...jobQueueOptions, faults: { kinds: ["crash"], hosts: ["server"] }, seeds: 1000 },
    jobQueue({ acknowledgesEarly: true }),
    { command: "node queue.test.js" },
  ).catch((error: unknown) => error);
  assert(found instanceof SimulationError, String(found));
  assert.match(found.message, /to 1 fault, in \d+ runs:\n {4}crash of server at /);
});
