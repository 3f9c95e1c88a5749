/**
 * The same random programs on Python's Twisted and on Torsion leave the same trace.
 *
 * `DIFFERENTIAL_RUNS` and `DIFFERENTIAL_SEED` run other programs, or more of them.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compare } from "./compare.ts";
import { programs } from "./generate.ts";
import { hasTwisted } from "./peer.ts";
import { run } from "./run.ts";

const { CI, DIFFERENTIAL_RUNS: runs = "2000", DIFFERENTIAL_SEED: seed = "20241126" } = process.env;
const skip = hasTwisted || CI ? false : "python3-twisted is not installed";

test(`${runs} random programs leave the same trace with Twisted`, { skip }, async () => {
  const report = await compare({ runs: Number(runs), seed: Number(seed), run });
  assert.equal(report, "");
});

test("a difference is found, and shrunk to the operations that matter", { skip }, async () => {
  const report = await compare({
    runs: 2000,
    seed: 1,
    run: (program) => run(program).filter((line) => !line.startsWith("canceller")),
  });
  assert.match(report, /≠ canceller/);
  // The five that every program begins with, and one that cancels.
  assert.ok((report.match(/"op":/g) ?? []).length <= 7, report);
});

test("the programs come to all that they are about", () => {
  const wanted = [
    /^canceller/,
    /raised AlreadyCalledError/,
    /raised NotHeldError/,
    /raised QueueOverflow/,
    /raised QueueUnderflow/,
    /raised AlreadyCalled$/,
    /raised AlreadyCancelled/,
    /raised AlreadyRunning/,
    /raised NotRunning/,
    /raised TaskDone/,
    /raised TaskFailed/,
    /raised TaskStopped/,
    /raised E\d/,
    /!CancelledError/,
    /!TimeoutError/,
    /^timeout /,
    /FirstError#\d/,
    /\(\+.*\(-/,
    /^d\d+ called D$/,
    /^gen\d+ caught CancelledError/,
    /^gen\d+ got \d/,
    /^gen\d+ plain \d/,
    /^run\d+ -/,
    /^later\d+/,
    /^loop\d+ [2-9]/,
    /^started\d+ loop/,
    /^started\d+ !E/,
    /^task\d+ wait/,
    /^call \d+\.\d/,
    /^unhandled !/,
  ];
  const counts = new Map(wanted.map((pattern) => [pattern, 0]));
  const sample = fc.sample(programs, { seed: Number(seed), numRuns: 1000 });
  for (const trace of sample.map(run))
    for (const pattern of wanted)
      if (trace.some((line) => pattern.test(line))) counts.set(pattern, counts.get(pattern)! + 1);
  const rare = [...counts].filter(([, count]) => count < 5);
  assert.deepEqual(rare, []);
});
