import assert from "node:assert/strict";
import { test } from "node:test";
import { asError, FailTest, InvalidTestCaseError, SkipTest, TestErrors } from "./errors.ts";

test("several errors are one that has them all, and says so", () => {
  const errors = [new FailTest("first"), new SkipTest("second")];
  const all = new TestErrors(errors);
  assert.deepEqual(all.errors, errors);
  assert.equal(all.message, "2 errors:\n  FailTest: first\n  SkipTest: second");
  assert.equal(new InvalidTestCaseError("x").name, "InvalidTestCaseError");
});

test("what is no error becomes one", () => {
  const error = new Error("x");
  assert.equal(asError(error), error);
  assert.ok(asError("text") instanceof Error);
});
