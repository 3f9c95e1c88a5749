import assert from "node:assert/strict";
import { test } from "node:test";
import { InspectError, LoadError, LogFileError, PIDFileError, WorkerStartError } from "./errors.ts";

test("errors carry their names and causes", () => {
  const cause = new Error("inner");
  const error = new LoadError("outer", { cause });
  assert.deepEqual([error.name, error.cause], ["LoadError", cause]);
  assert.equal(new LogFileError("x").name, "LogFileError");
  assert.equal(new PIDFileError("x").name, "PIDFileError");
  assert.equal(new InspectError("x").name, "InspectError");
  const start = new WorkerStartError("gone", 64);
  assert.deepEqual([`${start}`, start.status], ["WorkerStartError: gone", 64]);
});
