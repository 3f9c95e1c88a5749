import assert from "node:assert/strict";
import { test } from "node:test";
import { belongsTo, ownerOf } from "./resource.ts";

test("whom a clock belongs to is known once it was said", () => {
  const clock = {};
  const owner = { name: "node", now: () => 0, alarm: () => () => {} };
  assert.equal(ownerOf(clock), null);
  belongsTo(clock, owner);
  assert.equal(ownerOf(clock), owner);
});
