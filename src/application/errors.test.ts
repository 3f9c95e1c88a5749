import assert from "node:assert/strict";
import test from "node:test";
import {
  ProcessNameError,
  ServiceRunningError,
  ServiceStartError,
  ServiceStopError,
  ServiceTreeError,
  UsageError,
} from "./errors.ts";

test("each error has its name, and those of one service say where it is and why", () => {
  const cause = new Error("no disk");
  const start = new ServiceStartError("app/db", cause);
  assert.equal(`${start}`, "ServiceStartError: app/db has not started: no disk");
  assert.equal(start.path, "app/db");
  assert.equal(start.cause, cause);
  const stop = new ServiceStopError("app/db", "a string");
  assert.equal(`${stop}`, "ServiceStopError: app/db has not stopped in order: a string");
  assert.equal(new ProcessNameError().name, "ProcessNameError");
  assert.equal(new ServiceTreeError().name, "ServiceTreeError");
  assert.equal(new UsageError("x").name, "UsageError");
  assert.equal(new ServiceRunningError().name, "ServiceRunningError");
});
