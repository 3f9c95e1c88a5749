import assert from "node:assert/strict";
import { test } from "node:test";
import { RecentlyUsed } from "./recently-used.ts";

test("what was not asked for the longest makes room, and who minds is told", () => {
  const dropped: number[] = [];
  const map = new RecentlyUsed<number>(2, (value) => dropped.push(value));
  map.set("a", 1);
  map.set("b", 2);
  assert.equal(map.get("a"), 1);
  map.set("c", 3);
  assert.deepEqual(dropped, [2]);
  assert.deepEqual([map.has("a"), map.has("b"), map.has("c"), map.size], [true, false, true, 2]);
  assert.equal(map.get("b"), undefined);
});

test("a value that is replaced is dropped, the same one is not; clear drops all", () => {
  const dropped: number[] = [];
  const map = new RecentlyUsed<number>(2, (value) => dropped.push(value));
  map.set("a", 1);
  map.set("a", 1);
  map.set("a", 4);
  map.set("b", 2);
  assert.deepEqual(dropped, [1]);
  map.clear();
  assert.deepEqual([dropped, map.size], [[1, 4, 2], 0]);
});
