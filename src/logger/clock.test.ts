import assert from "node:assert/strict";
import { test } from "node:test";
import { logSeconds, setLogClock } from "./clock.ts";

test("a logger's own clock wins; without any clock there is no time", () => {
  assert.equal(logSeconds(undefined), undefined);
  assert.equal(
    logSeconds(() => 5),
    5,
  );
  const restore = setLogClock({ seconds: () => 7 });
  assert.equal(logSeconds(undefined), 7);
  assert.equal(logSeconds({ seconds: () => 0 }), 0);
  const inner = setLogClock(() => 8);
  assert.equal(logSeconds(undefined), 8);
  inner();
  assert.equal(logSeconds(undefined), 7);
  restore();
  assert.equal(logSeconds(undefined), undefined);
});
