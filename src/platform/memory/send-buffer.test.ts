import assert from "node:assert/strict";
import { test } from "node:test";
import { SendBuffer } from "./send-buffer.ts";

const bytes = (length: number, from = 0): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (from + i) % 251);
const WIDE = 1_000_000;

/** Everything that may be sent now, as `seq+length` and `FIN`. */
function sent(buffer: SendBuffer): string[] {
  const all: string[] = [];
  for (let segment = buffer.take(); segment !== null; segment = buffer.take())
    all.push(`${segment.seq}+${segment.data.length}${segment.fin ? " FIN" : ""}`);
  return all;
}

test("bytes go out in segments, each once", () => {
  const buffer = new SendBuffer();
  assert.equal(buffer.take(), null);
  buffer.push(bytes(3000));
  assert.deepEqual(sent(buffer), ["0+1460", "1460+1460", "2920+80"]);
  assert.deepEqual(sent(buffer), []);
  assert.ok(buffer.waiting);
});

test("a segment holds the bytes of its numbers", () => {
  const buffer = new SendBuffer();
  buffer.push(bytes(2));
  buffer.push(bytes(2000, 2));
  buffer.acknowledged(0, WIDE);
  assert.deepEqual(buffer.take()!.data, bytes(2));
  assert.deepEqual(buffer.take()!.data, bytes(1460, 2));
  buffer.acknowledged(10, WIDE);
  buffer.goBack();
  assert.deepEqual(buffer.take()!.data, bytes(1460, 10));
});

test("no more than the peer's window is under way", () => {
  const buffer = new SendBuffer();
  buffer.acknowledged(0, 100);
  buffer.push(bytes(250));
  assert.deepEqual(sent(buffer), ["0+100"]);
  assert.equal(buffer.acknowledged(100, 100), true);
  assert.deepEqual(sent(buffer), ["100+100"]);
  buffer.acknowledged(200, 0);
  assert.deepEqual(sent(buffer), []);
  assert.equal(buffer.acknowledged(200, 10), false, "a window alone is no progress");
  assert.deepEqual(sent(buffer), ["200+10"]);
});

test("the FIN goes with the last bytes and takes one number; then nothing more is taken", () => {
  const buffer = new SendBuffer();
  buffer.push(bytes(10));
  buffer.pushFin();
  buffer.push(bytes(10));
  assert.deepEqual(sent(buffer), ["0+10 FIN"]);
  assert.ok(!buffer.onlyFinLeft);
  buffer.acknowledged(10, WIDE);
  assert.ok(!buffer.finished && buffer.waiting && buffer.onlyFinLeft);
  buffer.goBack();
  assert.deepEqual(sent(buffer), ["10+0 FIN"]);
  buffer.acknowledged(11, WIDE);
  assert.ok(buffer.finished && !buffer.waiting && !buffer.onlyFinLeft);
});

test("a FIN alone goes through a closed window", () => {
  const buffer = new SendBuffer();
  buffer.acknowledged(0, 0);
  buffer.pushFin();
  assert.deepEqual(sent(buffer), ["0+0 FIN"]);
});

test("going back sends all that is not acknowledged again", () => {
  const buffer = new SendBuffer();
  buffer.push(bytes(2000));
  assert.deepEqual(sent(buffer), ["0+1460", "1460+540"]);
  buffer.acknowledged(1460, WIDE);
  buffer.goBack();
  assert.deepEqual(sent(buffer), ["1460+540"]);
});

test("numbers of the past, and such as were never sent, are no progress", () => {
  const buffer = new SendBuffer();
  buffer.push(bytes(10));
  sent(buffer);
  assert.equal(buffer.acknowledged(5, WIDE), true);
  assert.equal(buffer.acknowledged(5, WIDE), false);
  assert.equal(buffer.acknowledged(3, WIDE), false);
  assert.equal(buffer.acknowledged(1000, WIDE), false);
  assert.ok(buffer.waiting);
});

test("waits double up to a limit, begin again with progress, and come to an end", () => {
  const buffer = new SendBuffer();
  buffer.push(bytes(10));
  const waits: number[] = [];
  for (let wait = buffer.retryAfter(); wait !== null; wait = buffer.retryAfter()) {
    waits.push(wait);
    buffer.goBack();
  }
  assert.deepEqual(waits.slice(0, 4), [0.2, 0.4, 0.8, 1.6]);
  assert.equal(Math.max(...waits), 120);
  assert.equal(waits.length, 15);
  buffer.acknowledged(1, WIDE);
  assert.equal(buffer.retryAfter(), 0.2);
});

test("a peer that answers, but has no room, is asked for ever, at short intervals", () => {
  const buffer = new SendBuffer();
  buffer.push(bytes(10));
  for (let i = 0; i < 100; i++) {
    buffer.acknowledged(0, 0);
    assert.ok(buffer.retryAfter()! <= 3.2);
    buffer.goBack();
  }
});

test("full beyond a megabyte, until enough is acknowledged", () => {
  const buffer = new SendBuffer();
  buffer.push(new Uint8Array(1_048_576));
  assert.ok(!buffer.full);
  buffer.push(bytes(1));
  assert.ok(buffer.full);
  sent(buffer);
  buffer.acknowledged(1, WIDE);
  assert.ok(!buffer.full);
});
