import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred, fail, succeed } from "../../deferred/index.ts";
import { Waits } from "./waits.ts";

function world() {
  let now = 0;
  const pass = (): void => {
    now += 1;
  };
  return { waits: new Waits({ seconds: () => now }, pass, 10), now: () => now };
}

test("time passes until something is so, and no longer", async () => {
  const { waits, now } = world();
  await waits.until("three", () => now() === 3);
  assert.equal(now(), 3);
});

test("a wait ends at its limit, and says for what it was", async () => {
  const { waits, now } = world();
  await assert.rejects(() => waits.until("pigs fly", () => false), {
    name: "ConformanceError",
    message: "waited in vain until pigs fly",
  });
  assert.equal(now(), 11);
});

test("what a Deferred comes to, and that it has failed where it should", async () => {
  const { waits } = world();
  assert.equal(await waits.result(succeed(7)), 7);
  const error = new RangeError("mine");
  await assert.rejects(() => waits.result(fail(error)), error);
  assert.equal(await waits.failure(fail(error)), error);
  await assert.rejects(() => waits.failure(succeed(1)), /it did not fail/);
  await assert.rejects(() => waits.result(new Deferred()), /a Deferred has fired/);
});
