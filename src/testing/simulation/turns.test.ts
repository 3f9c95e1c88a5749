import assert from "node:assert/strict";
import { test } from "node:test";
import { inTurns } from "./turns.ts";

test("all that promises wait for happens between two steps, in batches and between them", async () => {
  const log: string[] = [];
  let steps = 0;
  await inTurns(setImmediate, () => {
    steps += 1;
    const step = steps;
    if (step % 60 === 0) log.push(`step ${step}`);
    if (step % 60 === 0)
      (async () => {
        for (let i = 0; i < 50; i++) await null;
        log.push(`after ${step}`);
      })();
    else if (log.length % 2 === 1)
      assert.fail(`step ${step} came before the promises of an earlier one`);
    return steps < 200;
  });
  assert.deepEqual(log, ["step 60", "after 60", "step 120", "after 120", "step 180", "after 180"]);
  assert.equal(steps, 200);
});

test("an error comes out, and nothing happens after it", async () => {
  let steps = 0;
  const failed = inTurns(setImmediate, () => {
    steps += 1;
    if (steps === 5) throw new Error("enough");
    return true;
  });
  await assert.rejects(failed, /enough/);
  await new Promise((done) => setImmediate(done));
  assert.equal(steps, 5);
});
