import assert from "node:assert/strict";
import { test } from "node:test";
import { WorldEvents } from "./events.ts";
import { control, type Packet } from "./packet.ts";
import { Receiving } from "./receiving.ts";

function receiver() {
  const events = new WorldEvents();
  const seen: number[] = [];
  const chunking = { now: -1 };
  const owner = {
    after: (seconds: number, run: () => void) => events.after(seconds, run),
    rechunk: () => chunking.now,
    deliver: () => {
      for (let data = receiving.take(); data !== undefined; data = receiving.take())
        seen.push(data.length);
    },
  };
  const receiving: Receiving = new Receiving(owner, { ...control("SYN", 99), stamp: 1 });
  const segment = (seq: number, size: number, more: Partial<Packet> = {}): void => {
    receiving.accept({ ...control("ACK", seq), data: new Uint8Array(size), ...more });
    owner.deliver();
  };
  return { events, seen, chunking, receiving, segment };
}

test("as they come, segments are seen at once", () => {
  const { seen, segment, events } = receiver();
  segment(100, 10);
  segment(110, 20);
  assert.deepEqual(seen, [10, 20]);
  assert.equal(events.nextAt(), Number.POSITIVE_INFINITY);
});

test("below a half: in two pieces", () => {
  const { seen, segment, chunking } = receiver();
  chunking.now = 0.25;
  segment(100, 11);
  assert.deepEqual(seen, [6, 5]);
});

test("above: together with what comes next, or after five milliseconds", () => {
  const { seen, segment, chunking, events } = receiver();
  chunking.now = 0.5;
  segment(100, 10);
  assert.deepEqual(seen, []);
  chunking.now = -1;
  segment(110, 20);
  assert.deepEqual(seen, [30]);
  chunking.now = 0.9;
  segment(130, 5);
  events.advance(0.004);
  assert.deepEqual(seen, [30]);
  events.advance(0.002);
  assert.deepEqual(seen, [30, 5]);
});

test("after the FIN nothing waits", () => {
  const { seen, segment, chunking, events } = receiver();
  chunking.now = 0.9;
  segment(100, 10, { fin: true });
  assert.deepEqual(seen, [10]);
  assert.equal(events.nextAt(), Number.POSITIVE_INFINITY);
});

test('RFC 7323, 4.3: TS.Recent is of the segment that was expected next: "If SEG.TSval >= TS.Recent and SEG.SEQ <= Last.ACK.sent"', () => {
  const { receiving, segment } = receiver();
  assert.equal(receiving.recent, 1);
  segment(110, 10, { stamp: 5 });
  assert.equal(receiving.recent, 1, "too early");
  segment(100, 10, { stamp: 3 });
  assert.equal(receiving.recent, 3);
  segment(100, 10, { stamp: 2 });
  assert.equal(receiving.recent, 3, "old");
});

test("a SYN-ACK that comes again changes nothing", () => {
  const { receiving } = receiver();
  receiving.accept(control("SYN-ACK", 99));
  assert.equal(receiving.buffer.expected, 100);
});

test("the time of what comes again is echoed, and not of what comes too early", () => {
  const { receiving, segment } = receiver();
  segment(100, 10, { stamp: 2 });
  segment(120, 10, { stamp: 3 });
  assert.equal(receiving.recent, 2);
  receiving.noteTime({ ...control("ACK", 100), stamp: 9 });
  assert.equal(receiving.recent, 9);
});
