import assert from "node:assert/strict";
import test from "node:test";
import { SendBuffer } from "./send-buffer.ts";

const WINDOW = 65_535;

test("a FIN takes one number behind the last byte, and is done with when that is acknowledged", () => {
  const buffer = new SendBuffer();
  buffer.push(new Uint8Array([1, 2, 3]));
  buffer.pushFin();
  assert.deepEqual(buffer.take(), { seq: 0, data: new Uint8Array([1, 2, 3]), fin: true });
  assert.ok(buffer.acknowledged(3, WINDOW));
  assert.ok(buffer.waiting);
  assert.ok(!buffer.finished);
  assert.ok(buffer.acknowledged(4, WINDOW));
  assert.ok(!buffer.waiting, "nothing is sent again");
  assert.ok(buffer.finished);
  assert.equal(buffer.take(), null);
  assert.ok(!buffer.acknowledged(4, WINDOW), "the same once more is no progress");
});

test("going back sends from the first byte that is not acknowledged", () => {
  const buffer = new SendBuffer();
  buffer.push(new Uint8Array([1, 2]));
  buffer.push(new Uint8Array([3]));
  assert.equal(buffer.take()?.data.length, 2);
  assert.equal(buffer.take()?.data.length, 1);
  assert.ok(buffer.acknowledged(1, WINDOW));
  buffer.goBack();
  assert.deepEqual(buffer.take(), { seq: 1, data: new Uint8Array([2]), fin: false });
});

test("an acknowledgement of what was never sent changes nothing", () => {
  const buffer = new SendBuffer();
  buffer.push(new Uint8Array([1]));
  buffer.take();
  assert.ok(!buffer.acknowledged(2, WINDOW));
  assert.ok(buffer.waiting);
});
