import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameQueue } from "./frame-queue.ts";

/** A frame of so many bytes, masked or not. */
function frame(length: number, masked: boolean): number[] {
  const bit = masked ? 0x80 : 0;
  const extended =
    length < 126
      ? [bit | length]
      : length < 65_536
        ? [bit | 126, length >> 8, length & 0xff]
        : [bit | 127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 0xff, length & 0xff];
  return [0x82, ...extended, ...(masked ? [1, 2, 3, 4] : []), ...new Array<number>(length).fill(7)];
}

function framesOf(queue: FrameQueue): number[] {
  const lengths: number[] = [];
  for (let next = queue.next(); next !== null; next = queue.next()) lengths.push(next.length);
  return lengths;
}

test("whatever comes in pieces, frames come out whole", () => {
  for (const masked of [true, false]) {
    const frames = [0, 1, 125, 126, 300, 65_535, 65_536].map((length) => frame(length, masked));
    const all = Uint8Array.from(frames.flat());
    const expected = frames.map(({ length }) => length);
    for (const size of [1, 2, 3, 7, 1000, all.length]) {
      const queue = new FrameQueue(100_000);
      const seen: number[] = [];
      for (let at = 0; at < all.length; at += size) {
        queue.push(all.slice(at, at + size));
        seen.push(...framesOf(queue));
      }
      assert.deepEqual(seen, expected);
    }
  }
});

test("what is too long is not gathered: it goes on as it comes", () => {
  const queue = new FrameQueue(10);
  const head = Uint8Array.from(frame(300, true)).slice(0, 8);
  queue.push(head);
  assert.deepEqual(framesOf(queue), [8]);
  queue.push(new Uint8Array(5));
  assert.deepEqual(framesOf(queue), [5]);
});
