import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LengthPrefixError } from "./errors.ts";
import { fixedPrefix, type LengthPrefix, varintPrefix } from "./length-prefix.ts";
import { MessageBuffer } from "./message-buffer.ts";

/** What `prefix` finds in `data`: where a message begins and its length, or `null`. */
function read(
  prefix: LengthPrefix,
  data: Iterable<number>,
  maxLength = Number.MAX_SAFE_INTEGER,
): [number, number] | null {
  const buffer = new MessageBuffer();
  for (const byte of data) buffer.append(Uint8Array.of(byte));
  const found = { start: 0, length: 0 };
  return prefix.read(buffer, found, maxLength) ? [found.start, found.length] : null;
}

test("a length of 1 to 8 bytes, either end first", () => {
  const bytes = [1, 2, 3, 4, 5, 6, 7, 8];
  assert.deepEqual(read(fixedPrefix(1), bytes), [1, 1]);
  assert.deepEqual(read(fixedPrefix(3), bytes), [3, 0x010203]);
  assert.deepEqual(read(fixedPrefix(3, { littleEndian: true }), bytes), [3, 0x030201]);
  assert.deepEqual(read(fixedPrefix(8), [0, 0, 0, 1, 0, 0, 0, 0]), [8, 2 ** 32]);
  assert.equal(read(fixedPrefix(4), [0, 0, 0]), null);
  assert.deepEqual([...fixedPrefix(3, { littleEndian: true }).write(0x030201)], [1, 2, 3]);
  assert.deepEqual([...fixedPrefix(5).write(2 ** 33 + 7)], [2, 0, 0, 0, 7]);
});

test("bytes in front of a length, and a length that counts itself or less than all", () => {
  const postgres = fixedPrefix(4, { offset: 1, counted: 4 });
  assert.deepEqual(read(postgres, [0x51, 0, 0, 0, 9]), [5, 5]);
  assert.deepEqual([...postgres.write(5)], [0, 0, 0, 9]);
  assert.throws(() => read(postgres, [0x51, 0, 0, 0, 3]), LengthPrefixError);
  assert.deepEqual(read(fixedPrefix(3, { counted: -6 }), [0, 0, 0]), [3, 6]);
  assert.equal(fixedPrefix(1, { counted: 1 }).longest, 254);
});

test("a varint of the fewest bytes that will do", () => {
  assert.deepEqual(read(varintPrefix(), [0]), [1, 0]);
  assert.deepEqual(read(varintPrefix(), [0xac, 0x02]), [2, 300]);
  assert.equal(read(varintPrefix(), [0x80, 0x80]), null);
  for (const wasteful of [
    [0x80, 0],
    [0xac, 0x82, 0],
  ])
    assert.throws(() => read(varintPrefix(), wasteful), /where fewer would do/);
  assert.throws(() => read(varintPrefix({ maxBytes: 3 }), [0x80, 0x80, 0x80]), LengthPrefixError);
  assert.throws(() => read(varintPrefix(), Array(10).fill(0x80)), /more than 10 bytes/);
});

test("a varint that is too much already is not waited for", () =>
  assert.deepEqual(read(varintPrefix(), [0xff, 0xff, 0x80], 1000), [2, 16_383]));

test("what is written is read again, whatever the prefix", () => {
  const sizes = fc.integer({ min: 1, max: 8 });
  const fixed = fc
    .tuple(sizes, fc.boolean(), fc.integer({ min: -6, max: 6 }))
    .map(([size, littleEndian, counted]) => fixedPrefix(size, { littleEndian, counted }));
  fc.assert(
    fc.property(fc.oneof(fixed, fc.constant(varintPrefix())), fc.maxSafeNat(), (prefix, n) => {
      const length = Math.max(6, n % (prefix.longest + 1));
      const written = prefix.write(length);
      assert.deepEqual(read(prefix, written), [written.length, length]);
    }),
  );
});

test("what is no number of bytes is no prefix", () => {
  for (const size of [0, 9, 1.5, Number.NaN]) assert.throws(() => fixedPrefix(size), RangeError);
  assert.throws(() => fixedPrefix(4, { offset: -1 }), RangeError);
  assert.throws(() => fixedPrefix(4, { counted: 0.5 }), RangeError);
  assert.throws(() => varintPrefix({ maxBytes: 0 }), RangeError);
});
