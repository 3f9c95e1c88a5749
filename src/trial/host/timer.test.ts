import assert from "node:assert/strict";
import { test } from "node:test";
import { startTimer } from "./timer.ts";

test("it calls once the time is up, or not at all, whatever a test has put in place of the timers", async (t) => {
  t.mock.method(globalThis, "setTimeout", () => assert.fail("the test's own"));
  let stopped = false;
  startTimer(0, () => {
    stopped = true;
  })();
  await new Promise<void>((done) => void startTimer(0.005, done));
  assert.equal(stopped, false);
});

test("no time is too long", () => {
  startTimer(1e9, () => {})();
});
