import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concat, equals, indexOf } from "./concat.ts";
import { latin1 } from "./text.ts";

// Two letters only, so that near misses and overlaps are frequent.
const ab = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });

test("concat joins in order, from any iterable, into fresh memory", () => {
  const one = Uint8Array.of(1, 2);
  const joined = concat([one, new Uint8Array(0), Uint8Array.of(3)]);
  assert.deepEqual(joined, Uint8Array.of(1, 2, 3));
  const alone = concat(new Set([one]));
  alone[0] = 9;
  assert.equal(one[0], 1);
  assert.equal(concat([]).length, 0);
});

test("equals compares bytes", () => {
  fc.assert(fc.property(ab, ab, (a, b) => assert.equal(equals(latin1(a), latin1(b)), a === b)));
});

test("indexOf answers as String.indexOf does", () => {
  fc.assert(
    fc.property(ab, ab, fc.integer({ min: -2, max: 14 }), (haystack, needle, from) => {
      const expected = haystack.indexOf(needle, from);
      assert.equal(indexOf(latin1(haystack), latin1(needle), from), expected);
    }),
    { numRuns: 500 },
  );
});
