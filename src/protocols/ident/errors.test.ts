import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionLost } from "../../net/index.ts";
import { HiddenUser, IdentError, InvalidPort, MalformedIdentError, NoUser } from "./errors.ts";

test("each is an IdentError with a description of its own; what ends the connection is a ConnectionLost", () => {
  for (const [Kind, name, description] of [
    [IdentError, "IdentError", "UNKNOWN-ERROR"],
    [NoUser, "NoUser", "NO-USER"],
    [InvalidPort, "InvalidPort", "INVALID-PORT"],
    [HiddenUser, "HiddenUser", "HIDDEN-USER"],
  ] as const) {
    const error = new Kind("why");
    assert.ok(error instanceof IdentError);
    assert.deepEqual(
      [error.name, error.message, error.identDescription],
      [name, "why", description],
    );
  }
  const malformed = new MalformedIdentError("x");
  assert.ok(malformed instanceof ConnectionLost);
  assert.equal(malformed.name, "MalformedIdentError");
});
