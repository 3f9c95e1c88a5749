import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionLost } from "../../net/index.ts";
import * as errors from "./errors.ts";

test("what ends the connection is a ConnectionLost, and what one command has is not", () => {
  const { NoAnswerError, AnswerTooLongError, UnexpectedAnswerError, ...others } = errors;
  assert.ok(new UnexpectedAnswerError("x") instanceof ConnectionLost);
  const silent = new NoAnswerError(60, 3);
  assert.ok(silent instanceof ConnectionLost);
  assert.deepEqual([silent.name, silent.seconds], ["NoAnswerError", 60]);
  assert.match(silent.message, /nothing for 60 s.* 3 commands/);
  const long = new AnswerTooLongError("a line", 7);
  assert.ok(long instanceof ConnectionLost);
  assert.deepEqual(
    [long.limit, long.message],
    [7, "a line: more than the 7 bytes that are allowed"],
  );
  for (const [name, Kind] of Object.entries(others)) {
    const error = new Kind("why");
    assert.deepEqual([error.name, error.message], [name, "why"]);
    assert.ok(!(error instanceof ConnectionLost));
  }
});
