import assert from "node:assert/strict";
import { test } from "node:test";
import { TrialUsageError } from "./errors.ts";

test("it carries its name", () => {
  assert.equal(String(new TrialUsageError("x")), "TrialUsageError: x");
});
