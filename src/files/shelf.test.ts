import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryFiles } from "../platform/memory/index.ts";
import { FilePath } from "./file-path.ts";
import { Shelf } from "./shelf.ts";

test("values of JSON, by text", () => {
  const files = new MemoryFiles().platform(() => true);
  const shelf = new Shelf<{ n: number }>(new FilePath("/shelf", files));
  shelf.set("ä", { n: 1 }).set("b", { n: 2 });
  assert.deepEqual([shelf.get("ä"), shelf.get("c"), shelf.size], [{ n: 1 }, undefined, 2]);
  assert.deepEqual(shelf.keys().sort(), ["b", "ä"]);
  assert.deepEqual(Object.fromEntries(shelf), { ä: { n: 1 }, b: { n: 2 } });
  assert.deepEqual([shelf.has("b"), shelf.delete("b"), shelf.has("b")], [true, true, false]);
  assert.throws(() => shelf.set("f", (() => {}) as never), TypeError);
  shelf.store.set("bad", "{");
  assert.throws(() => shelf.get("bad"), SyntaxError);
  shelf.clear();
  assert.equal(shelf.size, 0);
});
