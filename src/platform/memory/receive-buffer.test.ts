import assert from "node:assert/strict";
import { test } from "node:test";
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
  const buffer = new ReceiveBuffer();
  buffer.accept(0, bytes(1, 2, 3), false);
  buffer.accept(0, bytes(1, 2, 3), false);
  buffer.accept(1, bytes(2, 3, 4), false);
  assert.deepEqual(everything(buffer), [1, 2, 3, 4]);
});

test("a segment that leaves a gap is dropped", () => {
  const buffer = new ReceiveBuffer();
  buffer.accept(1, bytes(2), true);
  assert.deepEqual([buffer.expected, buffer.finished], [0, false]);
  buffer.accept(0, bytes(1, 2), true);
  assert.deepEqual(everything(buffer), [1, 2]);
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
  buffer.accept(0, new Uint8Array(1_048_570), false);
  assert.equal(buffer.window, 6);
  buffer.accept(1_048_570, new Uint8Array(10), true);
  assert.deepEqual([buffer.window, buffer.expected, buffer.finished], [0, 1_048_576, false]);
  buffer.take();
  assert.equal(buffer.window, 1_048_570);
  buffer.accept(1_048_576, new Uint8Array(4), true);
  assert.ok(buffer.finished);
});
