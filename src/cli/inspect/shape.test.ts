import assert from "node:assert/strict";
import { test } from "node:test";
import { flag, listOf, number, object, orNull, plain, recordOf, text, within } from "./shape.ts";

const SHAPE = object({
  name: text,
  age: orNull(number),
  depth: within(0, 9),
  tags: listOf(object({ on: flag })),
  figures: recordOf(plain),
});
const RIGHT = { name: "a", age: null, depth: 9, tags: [{ on: true }], figures: { a: 1, b: "x" } };

test("what is of the shape is right, whatever else is there", () => {
  assert.equal(SHAPE({ ...RIGHT, more: [{}], age: 7 }), null);
});

test("what is not is told, by its place", () => {
  for (const [other, place] of [
    [{ name: 7 }, "name"],
    [{ name: undefined }, "name"],
    [{ age: "x" }, "age"],
    [{ depth: 10 }, "depth"],
    [{ depth: -1 }, "depth"],
    [{ tags: {} }, "tags"],
    [{ tags: [{ on: true }, null] }, "tags.1"],
    [{ tags: [{ on: 1 }] }, "tags.0.on"],
    [{ figures: [] }, "figures"],
    [{ figures: { a: { toString: 1 } } }, "figures.a"],
  ] as const)
    assert.equal(SHAPE({ ...RIGHT, ...other }), place);
  for (const other of [null, 7, "x", []]) assert.equal(SHAPE(other), "");
});

test("what a value only inherits is not there", () => {
  assert.equal(object({ constructor: plain })({}), null);
  assert.equal(object({ toString: text })({}), "toString");
});
