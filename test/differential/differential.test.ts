/**
 * The same random programs on Python's Twisted and on Torsion leave the same trace.
 *
 * `DIFFERENTIAL_RUNS` and `DIFFERENTIAL_SEED` run other programs, or more of them.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compare } from "./compare.ts";
import { hasTwisted } from "./peer.ts";
import { run } from "./run.ts";

const { CI, DIFFERENTIAL_RUNS: runs = "2000", DIFFERENTIAL_SEED: seed = "20241126" } = process.env;
const skip = hasTwisted || CI ? false : "python3-twisted is not installed";

test(`${runs} random programs leave the same trace with Twisted`, { skip }, async () => {
  const report = await compare({ runs: Number(runs), seed: Number(seed), run });
  assert.equal(report, "");
});
