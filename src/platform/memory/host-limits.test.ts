import assert from "node:assert/strict";
import { test } from "node:test";
import { changedLimits } from "./host-limits.ts";

test("what is left out stays; less than nothing is refused", () => {
  const limits = changedLimits({}, { descriptors: 5 });
  assert.deepEqual(changedLimits(limits, { ephemeralPorts: 0 }), {
    descriptors: 5,
    ephemeralPorts: 0,
  });
  assert.throws(() => changedLimits({}, { descriptors: -1 }), /-1 descriptors/);
  assert.throws(() => changedLimits({}, { ephemeralPorts: Number.NaN }), RangeError);
});
