import assert from "node:assert/strict";
import { test } from "node:test";
import { inAlphabeticalOrder, shuffled } from "./order.ts";

const all = Array.from({ length: 20 }, (_, n) => n);

test("a seed gives an order, the same one each time, of the same things", () => {
  assert.deepEqual(shuffled(all, 7, "a"), shuffled(all, 7, "a"));
  assert.deepEqual(new Set(shuffled(all, 7, "a")), new Set(all));
  assert.notDeepEqual(shuffled(all, 7, "a"), all);
  assert.notDeepEqual(shuffled(all, 7, "a"), shuffled(all, 8, "a"));
  assert.notDeepEqual(shuffled(all, 7, "a"), shuffled(all, 7, "b"));
});

test("each thing comes first about as often as any other", () => {
  const first = [0, 0, 0];
  for (let seed = 0; seed < 3000; seed++) first[shuffled([0, 1, 2], seed, "")[0]!]! += 1;
  for (const count of first) assert.ok(count > 850 && count < 1150, String(first));
});

test("alphabetical is by name", () => {
  assert.deepEqual(
    inAlphabeticalOrder(["b", "a", "C"], (each) => each),
    ["C", "a", "b"],
  );
});
