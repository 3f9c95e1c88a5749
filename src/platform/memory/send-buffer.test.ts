import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Segment, SendBuffer } from "./send-buffer.ts";

const bytes = (length: number, from = 0): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (from + i) % 251);
const WIDE = 1_000_000;
const SEGMENT = 1460;

/** Everything that may be sent now, as `seq+length` and `FIN`. */
function sent(buffer: SendBuffer, allowed = WIDE): string[] {
  const all: string[] = [];
  for (;;) {
    const segment = buffer.take(allowed, SEGMENT);
    if (segment === null) return all;
    all.push(`${segment.seq}+${segment.data.length}${segment.fin ? " FIN" : ""}`);
  }
}

test("bytes go out in segments, each once", () => {
  const buffer = new SendBuffer();
  assert.equal(buffer.take(WIDE, SEGMENT), null);
  buffer.push(bytes(3000));
  assert.deepEqual(sent(buffer), ["0+1460", "1460+1460", "2920+80"]);
  assert.deepEqual(sent(buffer), []);
  assert.deepEqual([buffer.waiting, buffer.sent, buffer.underWay], [true, 3000, 3000]);
});

test("a segment holds the bytes of its numbers", () => {
  const buffer = new SendBuffer(100);
  buffer.push(bytes(2));
  buffer.push(bytes(2000, 2));
  assert.deepEqual(buffer.take(WIDE, SEGMENT)!.data, bytes(2));
  assert.deepEqual(buffer.take(WIDE, SEGMENT)!.data, bytes(1460, 2));
  assert.equal(buffer.acknowledged(110), 10);
  assert.deepEqual(buffer.first(SEGMENT), new Segment(110, bytes(1452, 10), false));
  buffer.goBack();
  assert.deepEqual(buffer.take(WIDE, SEGMENT)!.data, bytes(1460, 10));
});

test("no more than the peer's window is under way", () => {
  const buffer = new SendBuffer();
  buffer.offered(0, 0, 100);
  buffer.push(bytes(250));
  assert.deepEqual(sent(buffer), ["0+100"]);
  assert.equal(buffer.acknowledged(100), 100);
  buffer.offered(0, 100, 100);
  assert.deepEqual(sent(buffer), ["100+100"]);
  buffer.acknowledged(200);
  buffer.offered(0, 200, 0);
  assert.deepEqual(sent(buffer), []);
  assert.equal(buffer.acknowledged(200), 0, "a window alone is no progress");
  buffer.offered(0, 200, 10);
  assert.deepEqual(sent(buffer), ["200+10"]);
});

test("… nor more than congestion allows, and then no parts of segments", () => {
  const buffer = new SendBuffer();
  buffer.push(bytes(5000));
  assert.deepEqual(sent(buffer, 3500), ["0+1460", "1460+1460"]);
});

test('RFC 9293, 3.10.7.4: the window is taken "If (SND.WL1 < SEG.SEQ or (SND.WL1 = SEG.SEQ and SND.WL2 =< SEG.ACK))"', () => {
  const buffer = new SendBuffer();
  buffer.offered(10, 5, 100);
  for (const [seq, ack] of [
    [9, 6],
    [10, 4],
  ] as const)
    buffer.offered(seq, ack, 7);
  assert.equal(buffer.window, 100);
  buffer.offered(10, 5, 50);
  assert.equal(buffer.window, 50);
  buffer.offered(11, 5, 40);
  assert.equal(buffer.window, 40);
});

test("the FIN goes with the last bytes and takes one number; then nothing more is taken", () => {
  const buffer = new SendBuffer();
  buffer.push(bytes(10));
  buffer.pushFin();
  buffer.push(bytes(10));
  assert.deepEqual(sent(buffer), ["0+10 FIN"]);
  assert.deepEqual(buffer.first(SEGMENT), new Segment(0, bytes(10), true));
  assert.ok(!buffer.onlyFinLeft);
  buffer.acknowledged(10);
  assert.ok(!buffer.finished && buffer.waiting && buffer.onlyFinLeft);
  buffer.goBack();
  assert.deepEqual(sent(buffer), ["10+0 FIN"]);
  buffer.acknowledged(11);
  assert.ok(buffer.finished && !buffer.waiting && !buffer.onlyFinLeft);
  assert.equal(buffer.first(SEGMENT), null);
});

test("a FIN alone goes through a closed window", () => {
  const buffer = new SendBuffer();
  buffer.offered(0, 0, 0);
  buffer.pushFin();
  assert.deepEqual(sent(buffer), ["0+0 FIN"]);
});

test("going back sends all that is not acknowledged again, and what was sent stays sent", () => {
  const buffer = new SendBuffer();
  buffer.push(bytes(2000));
  assert.deepEqual(sent(buffer), ["0+1460", "1460+540"]);
  buffer.acknowledged(1460);
  buffer.goBack();
  assert.equal(buffer.sent, 2000);
  assert.deepEqual(sent(buffer), ["1460+540"]);
});

test("numbers of the past, and such as were never sent, are no progress", () => {
  const buffer = new SendBuffer();
  buffer.push(bytes(10));
  sent(buffer);
  buffer.push(bytes(10));
  assert.deepEqual(
    [5, 5, 3, 11, 1000].map((ack) => buffer.acknowledged(ack)),
    [5, 0, 0, 0, 0],
  );
  assert.ok(buffer.waiting);
});

test("full beyond a megabyte, until enough is acknowledged", () => {
  const buffer = new SendBuffer();
  buffer.push(new Uint8Array(1_048_576));
  assert.ok(!buffer.full);
  buffer.push(bytes(1));
  assert.ok(buffer.full);
  sent(buffer);
  buffer.acknowledged(1460);
  assert.ok(!buffer.full);
});

test("whatever is written, sent, sent again and acknowledged, the bytes are those of their numbers", () => {
  const step = fc.oneof(
    fc.record({ does: fc.constant("push" as const), size: fc.integer({ min: 1, max: 90 }) }),
    fc.record({ does: fc.constantFrom("take" as const, "goBack" as const, "first" as const) }),
    fc.record({
      does: fc.constant("ack" as const),
      upTo: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const buffer = new SendBuffer(1000);
      let written = 0;
      for (const action of steps) {
        if (action.does === "push") {
          buffer.push(bytes(action.size, written));
          written += action.size;
        } else if (action.does === "goBack") buffer.goBack();
        else if (action.does === "ack") {
          const { unacknowledged, underWay } = buffer;
          buffer.acknowledged(unacknowledged + Math.floor(underWay * action.upTo));
        } else {
          const segment = action.does === "take" ? buffer.take(WIDE, 40) : buffer.first(40);
          if (segment === null) continue;
          assert.deepEqual(segment.data, bytes(segment.data.length, segment.seq - 1000));
          assert.ok(segment.data.length > 0);
        }
      }
      buffer.goBack();
      while (buffer.take(WIDE, 40) !== null);
      assert.equal(buffer.sent, 1000 + written);
      buffer.acknowledged(buffer.sent);
      assert.ok(!buffer.waiting);
    }),
  );
});
