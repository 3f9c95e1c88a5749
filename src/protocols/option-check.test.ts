import assert from "node:assert/strict";
import { test } from "node:test";
import { allAtLeast, atLeast, moreThanNothing } from "./option-check.ts";

test("a limit that makes no sense is refused, by its name", () => {
  assert.equal(atLeast(1, "x", 1), 1);
  assert.equal(atLeast(0, "x", Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  assert.equal(moreThanNothing("x", 0.001), 0.001);
  for (const value of [-1, Number.NaN, Number.NEGATIVE_INFINITY])
    assert.throws(() => atLeast(0, "burst", value), { name: "RangeError", message: /^burst: / });
  for (const value of [0, -1, Number.NaN])
    assert.throws(() => moreThanNothing("limit", value), { message: /^limit: .* above 0/ });
  allAtLeast(0, { a: 0, b: undefined, c: 5 });
  assert.throws(() => allAtLeast(0, { a: 0, c: -1 }), { name: "RangeError", message: /^c: -1/ });
});
