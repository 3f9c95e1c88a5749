import assert from "node:assert/strict";
import { test } from "node:test";
import { keysOf, type PlacedKey, placeAt } from "./config-places.ts";

const told = (keys: readonly PlacedKey[]): string[] =>
  keys.flatMap(({ key, place, inside }) => [
    `${key}@${place.line}:${place.column}`,
    ...told(inside).map((one) => `${key}.${one}`),
  ]);

test("each key, and those of objects that are values, with line and column", () => {
  const text = `{ "a": 1,
  "b": { "c": "{ \\"x\\": 1 }", "d": [ { "deep": { "er": 1 } }, "y" ], "e": {} },
  "f\\"g" : "h:", "b": 2 }`;
  JSON.parse(text);
  assert.deepEqual(told(keysOf(text)), [
    "a@1:3",
    "b@2:3",
    "b.c@2:10",
    "b.d@2:31",
    "b.d.deep@2:40",
    "b.d.deep.er@2:50",
    "b.e@2:70",
    'f"g@3:3',
    "b@3:18",
  ]);
  assert.deepEqual(keysOf("{}"), []);
});

test("a place is counted from 1", () => {
  assert.deepEqual(placeAt("ab\ncd", 0), { line: 1, column: 1 });
  assert.deepEqual(placeAt("ab\ncd", 4), { line: 2, column: 2 });
});
