import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { alarm } from "./timers.ts";

const LONGEST_MILLISECONDS = 2 ** 31 - 1;

/** An alarm on a mocked clock, and how often it has rung. */
function mocked(t: TestContext, seconds: number): { rung: number; takeBack: () => void } {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const state = { rung: 0, takeBack: () => {} };
  state.takeBack = alarm(seconds, () => {
    state.rung += 1;
  });
  return state;
}

test("rings once, and not before its time: half a millisecond is rounded up", (t) => {
  const state = mocked(t, 0.0105);
  t.mock.timers.tick(10);
  assert.equal(state.rung, 0);
  t.mock.timers.tick(1);
  assert.equal(state.rung, 1);
  t.mock.timers.tick(100_000);
  assert.equal(state.rung, 1);
});

test("R6: an alarm past the host's limit rings at its time, however far", (t) => {
  const milliseconds = 2 * LONGEST_MILLISECONDS + 1000;
  const state = mocked(t, milliseconds / 1000);
  t.mock.timers.tick(LONGEST_MILLISECONDS);
  t.mock.timers.tick(LONGEST_MILLISECONDS);
  t.mock.timers.tick(milliseconds - 2 * LONGEST_MILLISECONDS - 2);
  assert.equal(state.rung, 0);
  t.mock.timers.tick(2);
  assert.equal(state.rung, 1);
});

test("R6: just at the limit, and just above it", (t) => {
  const rung: string[] = [];
  t.mock.timers.enable({ apis: ["setTimeout"] });
  alarm(LONGEST_MILLISECONDS / 1000, () => rung.push("at"));
  alarm((LONGEST_MILLISECONDS + 1) / 1000, () => rung.push("above"));
  t.mock.timers.tick(LONGEST_MILLISECONDS - 1);
  assert.deepEqual(rung, []);
  t.mock.timers.tick(1);
  assert.deepEqual(rung, ["at"]);
  t.mock.timers.tick(1);
  assert.deepEqual(rung, ["at", "above"]);
});

test("taken back it never rings, also after the first of several stretches", (t) => {
  const state = mocked(t, (2 * LONGEST_MILLISECONDS) / 1000);
  t.mock.timers.tick(LONGEST_MILLISECONDS + 5);
  state.takeBack();
  t.mock.timers.tick(LONGEST_MILLISECONDS);
  assert.equal(state.rung, 0);
});

test("an alarm for now is a later turn's", async () => {
  let rung = false;
  const ringing = new Promise<void>((done) => {
    alarm(0, () => {
      rung = true;
      done();
    });
  });
  assert.equal(rung, false);
  await Promise.resolve();
  assert.equal(rung, false);
  await ringing;
});

test("an endless alarm never rings at once", (t) => {
  const state = mocked(t, Number.POSITIVE_INFINITY);
  t.mock.timers.tick(LONGEST_MILLISECONDS);
  assert.equal(state.rung, 0);
  state.takeBack();
});
