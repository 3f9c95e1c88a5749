import assert from "node:assert/strict";
import { test } from "node:test";
import { NotAFactoryError, NotAProtocolError, TransferStopped } from "./errors.ts";

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

test("an end that was asked for has a name of its own", () => {
  assert.equal(new TransferStopped("x").name, "TransferStopped");
});
