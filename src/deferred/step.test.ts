import assert from "node:assert/strict";
import { test } from "node:test";
import { FIRE, OBSERVE, RESUME, TAKE } from "./step.ts";

test("the marks differ from each other and from what a pair may begin with", () => {
  const marks = [RESUME, FIRE, TAKE, OBSERVE];
  assert.equal(new Set(marks).size, marks.length);
  assert.ok(marks.every((mark) => typeof mark === "number" && Boolean(mark)));
});
