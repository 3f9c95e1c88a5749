import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { recordTrace } from "../pictures/index.ts";
import type { RunOf } from "./replay.ts";
import type { RunResult } from "./run.ts";
import { shrinkRun } from "./shrink-run.ts";

const PLAN = Array.from({ length: 12 }, (_, nth) => ({
  nth,
  kind: "crash",
  on: ["a"],
  at: nth,
  seconds: 1,
}));
const CHANCES = Array.from({ length: 30 }, (_, nth) => ({ label: "loss a>b", nth }));
const trace = recordTrace(new MemoryNetwork());

/** Fails where faults 2 and 9 and the chance 17 are there; fails otherwise where fault 4 is and 2 is not. */
async function again(run: RunOf): Promise<RunResult> {
  const faults = run.faults ?? PLAN.map(({ nth }) => nth);
  const chances = run.chances ?? CHANCES;
  const fails =
    [2, 9].every((nth) => faults.includes(nth)) && chances.some(({ nth }) => nth === 17);
  const signature = fails
    ? "the one"
    : faults.includes(4) && !faults.includes(2)
      ? "another"
      : null;
  return {
    run,
    failure:
      signature === null ? null : { signature, error: new Error(signature), at: 1, details: "" },
    trace,
    plan: PLAN,
    chances,
    seconds: 1,
    events: 1,
    points: 1,
    operations: 0,
  };
}

test("faults first, then chances, and only what fails in the same way counts", async () => {
  const { result, runs } = await shrinkRun(await again({ seed: 1 }), again, 400);
  assert.deepEqual(result.run, {
    seed: 1,
    faults: [2, 9],
    chances: [{ label: "loss a>b", nth: 17 }],
  });
  assert(runs < 100, `${runs}`);
});

test("no more runs than there may be; none: it stays as it was found", async () => {
  const found = await again({ seed: 1 });
  assert.equal((await shrinkRun(found, again, 0)).result, found);
  assert((await shrinkRun(found, again, 7)).runs <= 7);
});

test("an error of the same name that comes from another line is another failure", async () => {
  const errors = [new Error("the one"), new Error("another")];
  errors[1]!.stack = "Error: another\n    at elsewhere (x.js:1:1)";
  const either = async (run: RunOf): Promise<RunResult> => {
    const faults = run.faults ?? PLAN.map(({ nth }) => nth);
    const error = errors[faults.includes(2) ? 0 : 1]!;
    const result = await again(run);
    return { ...result, failure: { signature: "logged Error", error, at: 1, details: "" } };
  };
  const { result } = await shrinkRun(await either({ seed: 1 }), either, 400);
  assert.deepEqual(result.run.faults, [2]);
});

test("runs that hardly end are few", async () => {
  const long = async (run: RunOf): Promise<RunResult> => ({ ...(await again(run)), events: 1e7 });
  assert((await shrinkRun(await long({ seed: 1 }), long, 400)).runs <= 3);
});
