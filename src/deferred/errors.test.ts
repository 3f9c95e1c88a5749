import assert from "node:assert/strict";
import { test } from "node:test";
import * as errors from "./errors.ts";

test("every error is named as its class, and carries its cause", () => {
  const { FirstError, AlreadyCalledError, ...plain } = errors;
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
