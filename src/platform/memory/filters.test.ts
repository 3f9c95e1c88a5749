import assert from "node:assert/strict";
import { test } from "node:test";
import { Filters } from "./filters.ts";

test("a port, or all of a host's", () => {
  const filters = new Filters();
  assert.equal(filters.drops("a", 80), false);
  filters.add("a", 80);
  filters.add("a", 81);
  filters.add("b");
  assert.deepEqual(
    [
      filters.drops("a", 80),
      filters.drops("a", 443),
      filters.drops("b", 9),
      filters.drops("c", 80),
    ],
    [true, false, true, false],
  );
  filters.remove("a", 80);
  assert.deepEqual([filters.drops("a", 80), filters.drops("a", 81)], [false, true]);
  filters.remove("b");
  assert.equal(filters.drops("b", 9), false);
  filters.remove();
  assert.equal(filters.drops("a", 81), false);
});
