import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../../deferred/index.ts";
import { Activity, nameOf } from "./activity.ts";

test("it is over when what was begun has ended, and tells of what went wrong", () => {
  const failed: string[] = [];
  const begin = (run: () => unknown): Activity =>
    new Activity(run, (error) => void failed.push(nameOf(error)));
  assert.equal(begin(() => 1).isOver, true);
  const waiting = new Deferred<void>();
  const waits = begin(() => waiting);
  assert.equal(waits.isOver, false);
  waiting.errback(new RangeError("late"));
  assert.equal(waits.isOver, true);
  begin(() => {
    throw new TypeError("early");
  });
  begin(() => {
    throw "a text";
  });
  assert.deepEqual(failed, ["RangeError", "TypeError", "string"]);
});
