import assert from "node:assert/strict";
import { test } from "node:test";
import { immediate } from "./immediate.ts";

test("it is Node's own, whatever stands in its place later", (t) => {
  t.mock.method(globalThis, "setImmediate", () => assert.fail("a simulation forbids it"));
  return new Promise<void>((done) => void immediate(done));
});
