import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidLogLevelError, LogFormatError } from "./errors.ts";

test("each error says what was wrong, and keeps its cause", () => {
  const cause = new Error("why");
  const level = new InvalidLogLevelError("loud", { cause });
  assert.equal(String(level), 'InvalidLogLevelError: not a log level: "loud"');
  assert.deepEqual([level.level, level.cause], ["loud", cause]);
  assert.equal(new InvalidLogLevelError(Symbol("s")).message, "not a log level: symbol");
  const format = new LogFormatError("bad", { cause });
  assert.equal(String(format), "LogFormatError: bad");
  assert.equal(format.cause, cause);
});
