import assert from "node:assert/strict";
import { test } from "node:test";
import * as errors from "./errors.ts";
import { Failure } from "./failure.ts";

test("every error is named as its class, and carries its cause", () => {
  const { FirstError, AlreadyCalledError, FailureGroup, ...plain } = errors;
  const cause = new Error("below");
  for (const [name, Kind] of Object.entries(plain)) {
    const error = new Kind("what", { cause });
    assert.ok(error instanceof Error);
    assert.deepEqual([error.name, error.message, error.cause], [name, "what", cause]);
  }
  assert.equal(new FirstError(0, cause).name, "FirstError");
  assert.equal(new AlreadyCalledError().name, "AlreadyCalledError");
});

test("D27: FirstError says which member failed, and why", () => {
  const cause = new Error("below");
  const error = new errors.FirstError(3, cause);
  assert.deepEqual([error.index, error.cause, error.message], [3, cause, "#3 failed: below"]);
  assert.equal(new errors.FirstError(0, "text").message, "#0 failed: text");
});

test("D29: FailureGroup has every error, and says in one line what they were", () => {
  const failures = [new Error("first"), new RangeError("second")].map((e) => new Failure(e));
  const group = new errors.FailureGroup(failures);
  assert.ok(group instanceof AggregateError && group.name === "FailureGroup");
  assert.deepEqual(group.failures, failures);
  assert.deepEqual(
    group.errors,
    failures.map((failure) => failure.value),
  );
  assert.equal(group.message, "all 2 failed: first; second");
});
