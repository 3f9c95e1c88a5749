import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionLost } from "../../net/index.ts";
import { ByteLimitExceeded, ConnectionTimedOut, DeadlinePassed } from "./errors.ts";

test("each is a ConnectionLost that says what was allowed, in its message and in a field", () => {
  for (const [error, name, message, fields] of [
    [
      new ConnectionTimedOut(30),
      "ConnectionTimedOut",
      "nothing has happened on the connection for 30 s",
      { seconds: 30 },
    ],
    [
      new DeadlinePassed("first byte", 5),
      "DeadlinePassed",
      "the deadline for the first byte has passed: 5 s",
      { deadline: "first byte", seconds: 5 },
    ],
    [
      new ByteLimitExceeded("read", 10),
      "ByteLimitExceeded",
      "more than 10 bytes were read",
      { what: "read", limit: 10 },
    ],
    [
      new ByteLimitExceeded("buffered", 10),
      "ByteLimitExceeded",
      "more than 10 bytes were waiting to be sent",
      { what: "buffered", limit: 10 },
    ],
  ] as const) {
    assert.ok(error instanceof ConnectionLost);
    assert.deepEqual([error.name, error.message], [name, message]);
    assert.deepEqual({ ...error }, { name, ...fields });
  }
});
