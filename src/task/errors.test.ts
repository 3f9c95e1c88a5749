import assert from "node:assert/strict";
import { test } from "node:test";
import * as errors from "./errors.ts";

test("every error is named as its class, and carries its cause", () => {
  const { SystemExit, ...plain } = errors;
  for (const [name, Kind] of Object.entries(plain)) {
    const cause = new Error("below");
    const error = new Kind("what", { cause });
    assert.deepEqual([error.name, error.message, error.cause], [name, "what", cause]);
  }
});

test("T9: the ways to be over are TaskFinished, and all of it is SchedulerError", () => {
  for (const Kind of [errors.TaskDone, errors.TaskStopped, errors.TaskFailed])
    assert.ok(new Kind() instanceof errors.TaskFinished);
  for (const Kind of [errors.TaskFinished, errors.SchedulerStopped, errors.NotPaused])
    assert.ok(new Kind() instanceof errors.SchedulerError);
  assert.ok(!(new errors.SchedulerStopped() instanceof errors.TaskFinished));
});

test("SystemExit has a status that a process can have", () => {
  const { name, code, message } = new errors.SystemExit(3);
  assert.deepEqual([name, code, message], ["SystemExit", 3, "exit with status 3"]);
  for (const wrong of [-1, 256, 1.5, Number.NaN])
    assert.throws(() => new errors.SystemExit(wrong), RangeError);
});
