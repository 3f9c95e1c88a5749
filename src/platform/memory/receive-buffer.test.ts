import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ReceiveBuffer } from "./receive-buffer.ts";

const NOTHING = new Uint8Array(0);
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

function everything(buffer: ReceiveBuffer): number[] {
  const all: number[] = [];
  for (let data = buffer.take(); data !== undefined; data = buffer.take()) all.push(...data);
  return all;
}

test("bytes come out as they came in", () => {
  const buffer = new ReceiveBuffer();
  buffer.accept(0, bytes(1, 2), false);
  buffer.accept(2, bytes(3), false);
  assert.deepEqual([buffer.expected, buffer.unread], [3, 3]);
  assert.deepEqual(everything(buffer), [1, 2, 3]);
  assert.deepEqual([buffer.expected, buffer.unread], [3, 0]);
});

test("what has come already is not kept again, whole or in part", () => {
  const buffer = new ReceiveBuffer(7);
  buffer.accept(7, bytes(1, 2, 3), false);
  buffer.accept(7, bytes(1, 2, 3), false);
  buffer.accept(8, bytes(2, 3, 4), false);
  assert.deepEqual(everything(buffer), [1, 2, 3, 4]);
});

test('RFC 9293, 3.10.7.4: "If a segment\'s contents straddle the boundary between old and new, only the new parts are processed"; what leaves a gap is kept until it is closed', () => {
  const buffer = new ReceiveBuffer();
  buffer.accept(4, bytes(5, 6), true);
  buffer.accept(2, bytes(3, 4, 5), false);
  assert.deepEqual([buffer.expected, buffer.finished, buffer.unread], [0, false, 0]);
  buffer.accept(0, bytes(1, 2), false);
  assert.deepEqual([buffer.expected, buffer.finished], [7, true]);
  assert.deepEqual(everything(buffer), [1, 2, 3, 4, 5, 6]);
});

test("in whatever order, overlap and number the pieces come, the bytes come out once and in order", () => {
  const piece = fc.record({
    seq: fc.integer({ min: 0, max: 99 }),
    length: fc.integer({ min: 0, max: 30 }),
  });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const whole = Uint8Array.from({ length: 100 }, (_, i) => i);
      const buffer = new ReceiveBuffer();
      for (const { seq, length } of pieces) {
        const data = whole.slice(seq, seq + length);
        buffer.accept(seq, data, seq + data.length === 100);
      }
      const come = new Set(
        pieces.flatMap(({ seq, length }) => Array.from({ length }, (_, i) => seq + i)),
      );
      const fin = pieces.some(({ seq, length }) => seq + length >= 100);
      let expected = 0;
      while (come.has(expected) && expected < 100) expected += 1;
      assert.deepEqual(everything(buffer), [...whole.subarray(0, expected)]);
      assert.equal(buffer.finished, expected === 100 && fin);
    }),
  );
});

test("the FIN counts when all before it has come, and takes one number", () => {
  const buffer = new ReceiveBuffer();
  buffer.accept(0, bytes(1), true);
  assert.deepEqual([buffer.expected, buffer.finished], [2, true]);
  buffer.accept(0, bytes(1), true);
  buffer.accept(2, bytes(9), false);
  assert.deepEqual([buffer.expected, buffer.unread], [2, 1]);
  const alone = new ReceiveBuffer();
  alone.accept(0, NOTHING, true);
  assert.deepEqual([alone.expected, alone.finished], [1, true]);
});

test("no more than the window is kept, and then no FIN either", () => {
  const buffer = new ReceiveBuffer();
  buffer.accept(0, new Uint8Array(65_530), false);
  assert.equal(buffer.window, 6);
  buffer.accept(65_530, new Uint8Array(10), true);
  assert.deepEqual([buffer.window, buffer.expected, buffer.finished], [0, 65_536, false]);
  buffer.take();
  assert.equal(buffer.window, 65_530);
  buffer.accept(65_536, new Uint8Array(4), true);
  assert.ok(buffer.finished);
});

test("of what is too early no more than the window is kept, and no more than 1,024 pieces", () => {
  const buffer = new ReceiveBuffer();
  buffer.accept(65_535, bytes(1, 2), false);
  buffer.accept(70_000, bytes(3), false);
  buffer.accept(0, new Uint8Array(65_535), false);
  assert.equal(buffer.expected, 65_536);
  const gaps = new ReceiveBuffer();
  for (let seq = 2; seq < 6000; seq += 2) gaps.accept(seq, bytes(1), false);
  for (let seq = 1; seq < 6000; seq += 2) gaps.accept(seq, bytes(2), false);
  gaps.accept(0, bytes(3), false);
  assert.equal(gaps.expected, 1025);
});

test("the window doubles for a program that keeps up, to a megabyte", () => {
  const buffer = new ReceiveBuffer();
  const windows = new Set<number>();
  for (let i = 0; i < 200; i++) {
    buffer.accept(buffer.expected, new Uint8Array(32_768), false);
    buffer.take();
    windows.add(buffer.window);
  }
  assert.deepEqual([...windows], [65_536, 131_072, 262_144, 524_288, 1_048_576]);
});

test("chunks can be cut and joined: other pieces, the same bytes", () => {
  const buffer = new ReceiveBuffer();
  buffer.splitLast(0.5);
  buffer.accept(0, bytes(1, 2, 3, 4), false);
  buffer.splitLast(0.999);
  assert.deepEqual([buffer.take(), buffer.unread], [bytes(1, 2, 3), 1]);
  buffer.splitLast(0);
  buffer.accept(4, bytes(5), false);
  buffer.join();
  assert.deepEqual([buffer.take(), buffer.unread], [bytes(4, 5), 0]);
});

test("only what touches the window is acceptable", () => {
  const buffer = new ReceiveBuffer(100);
  const cases: readonly (readonly [number, number, boolean])[] = [
    [100, 0, true],
    [90, 5, false],
    [90, 11, true],
    [99, 0, false],
    [65_636, 1, true],
    [65_637, 1, false],
  ];
  for (const [seq, numbers, expected] of cases)
    assert.equal(buffer.acceptable(seq, numbers), expected, `${seq}+${numbers}`);
});
