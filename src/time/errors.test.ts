import assert from "node:assert/strict";
import { test } from "node:test";
import { AlreadyCalled, AlreadyCancelled } from "./errors.ts";

test("the errors of time carry their names", () => {
  assert.equal(new AlreadyCalled("x").name, "AlreadyCalled");
  assert.equal(new AlreadyCancelled("x").name, "AlreadyCancelled");
});
