import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionLost } from "../../net/index.ts";
import { FingerAnswerTooLongError, FingerQueryError } from "./errors.ts";

test("both end connections", () => {
  const long = new FingerAnswerTooLongError(9);
  const query = new FingerQueryError("x");
  assert.ok(long instanceof ConnectionLost && query instanceof ConnectionLost);
  assert.deepEqual([long.name, long.limit], ["FingerAnswerTooLongError", 9]);
  assert.deepEqual([query.name, query.message], ["FingerQueryError", "x"]);
});
