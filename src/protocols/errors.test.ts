import assert from "node:assert/strict";
import { test } from "node:test";
import { NotAFactoryError, NotAProtocolError } from "./errors.ts";

test("both are TypeErrors with names of their own", () => {
  for (const [Kind, name] of [
    [NotAFactoryError, "NotAFactoryError"],
    [NotAProtocolError, "NotAProtocolError"],
  ] as const) {
    const error = new Kind("x");
    assert.ok(error instanceof TypeError);
    assert.equal(error.name, name);
  }
});
