import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonPieces } from "./json-pieces.ts";

test("together the pieces are what JSON.stringify gives", () => {
  const rows = Array.from({ length: 120 }, (_, n) => ({ n, text: `"${n}`, nothing: undefined }));
  for (const value of [
    ...[
      null,
      1,
      "a\u2028\ud800",
      [],
      {},
      [[]],
      [undefined, null],
      { a: undefined },
      { a: { b: [] } },
    ],
    ...[new Date(0), { at: new Date(0), f: () => 1, z: Symbol("z") }, rows, { rows, others: rows }],
    JSON.parse('{"__proto__": {"a": 1}}') as unknown,
  ])
    assert.equal([...jsonPieces(value)].join(""), JSON.stringify(value));
});

test("no piece has more than a few elements of an array", () => {
  const pieces = [...jsonPieces({ rows: Array.from({ length: 10_000 }, () => "row") })];
  assert.ok(Math.max(...pieces.map(({ length }) => length)) < 50 * 7);
});
