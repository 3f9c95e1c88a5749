import assert from "node:assert/strict";
import test from "node:test";
import { InvalidDescriptionError } from "./errors.ts";

test("the message shows the description, and where in it the mistake is", () => {
  const error = new InvalidDescriptionError("no number", "tcp:x", 4);
  assert.equal(error.name, "InvalidDescriptionError");
  assert.equal(error.description, "tcp:x");
  assert.equal(error.position, 4);
  assert.equal(error.message, "invalid endpoint description: no number\n    tcp:x\n        ^");
});
