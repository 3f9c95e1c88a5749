import assert from "node:assert/strict";
import { test } from "node:test";
import * as errors from "./errors.ts";

test("each has its own name, keeps its message and its cause", () => {
  const cause = new Error("below");
  for (const [name, Kind] of Object.entries(errors)) {
    const error = new Kind("why", { cause });
    assert.deepEqual([error.name, error.message, error.cause], [name, "why", cause]);
    assert.ok(error instanceof Error);
  }
  assert.deepEqual(Object.keys(errors).sort(), [
    "AlreadyRunningError",
    "InsecurePath",
    "InvalidPIDFileError",
    "LinkError",
    "NoPIDFound",
    "NoSuchLogError",
    "StalePIDFileError",
  ]);
});
