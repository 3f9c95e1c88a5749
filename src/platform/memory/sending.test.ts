import assert from "node:assert/strict";
import { test } from "node:test";
import { WorldEvents } from "./events.ts";
import { control, type Packet } from "./packet.ts";
import { Sending } from "./sending.ts";

const SEGMENT = 1000;

function sender({ orphaned = false } = {}) {
  const events = new WorldEvents();
  const seen: string[] = [];
  const sending = new Sending(
    {
      now: () => events.now(),
      segmentSize: () => SEGMENT,
      transmitSegment: ({ seq, data }) => void seen.push(`${seq}+${data.length}`),
      transmitProbe: () => void seen.push(`probe ${events.now()}`),
      unanswered: () => void seen.push(`unanswered ${events.now()}`),
      orphaned,
    },
    {
      lane: 0,
      schedule: (event, seconds) => events.add(event, events.now() + seconds),
      unschedule: (event) => events.remove(event),
    },
    0,
  );
  let answers = 0;
  /** An acknowledgement comes. */
  const acknowledge = (ack: number, more: Partial<Packet> = {}): void => {
    sending.heard({ ...control("ACK", 1, ack), window: 65_536, ...more });
    answers += 1;
    sending.pump();
  };
  /** All that was sent since it was asked last. */
  const sent = (): string[] => seen.splice(0);
  const write = (size: number): void => {
    sending.out.push(new Uint8Array(size));
    sending.pump();
  };
  return { events, sending, acknowledge, sent, write, answers: () => answers };
}

test("no more than the congestion window is under way, and each acknowledgement lets more go", () => {
  const { acknowledge, sent, write } = sender();
  write(30_000);
  assert.equal(sent().length, 10);
  acknowledge(1000);
  assert.deepEqual(sent(), ["10000+1000", "11000+1000"]);
});

test("three duplicates: the missing segment goes again at once, not after a timeout", () => {
  const { acknowledge, sent, write } = sender();
  write(8000);
  sent();
  acknowledge(1000);
  for (let i = 0; i < 3; i++) acknowledge(1000);
  assert.deepEqual(sent(), ["1000+1000"]);
});

test("… and what carries bytes, or another window, is no duplicate (RFC 5681, 2)", () => {
  const { acknowledge, sent, write } = sender();
  write(8000);
  sent();
  acknowledge(1000);
  for (let i = 0; i < 3; i++) acknowledge(1000, { data: new Uint8Array(1) });
  for (let i = 1; i <= 3; i++) acknowledge(1000, { window: 65_536 - i });
  assert.deepEqual(sent(), []);
});

test("without an answer the first segment goes again, at doubling intervals, for 924 s", () => {
  const { events, sent, write, acknowledge, sending } = sender();
  write(1000);
  events.advance(0.1);
  acknowledge(1000, { echo: 0 });
  assert.equal(events.nextAt(), Number.POSITIVE_INFINITY, "nothing under way: no timer");
  write(5000);
  sent();
  const began = events.now();
  const wait = sending.trips.timeout;
  events.advance(wait - 0.001);
  assert.deepEqual(sent(), []);
  events.advance(0.001);
  assert.deepEqual(sent(), ["1000+1000"], "one, however many were under way (RFC 5681, 3.1)");
  events.advance(2 * wait);
  assert.deepEqual(sent(), ["1000+1000"]);
  events.advance(2000);
  const last = sent().at(-1)!;
  assert.match(last, /^unanswered/);
  const seconds = Number(last.split(" ")[1]) - began;
  assert.ok(seconds >= 924 && seconds < 1045, last);
});

test("RFC 6298, 5.3: an acknowledgement of new data begins the wait anew", () => {
  const { events, acknowledge, sent, write } = sender();
  write(3000);
  sent();
  events.advance(0.9);
  acknowledge(1000);
  events.advance(0.9);
  assert.deepEqual(sent(), []);
  events.advance(0.11);
  assert.deepEqual(sent(), ["1000+1000"]);
});

test("a closed window is asked at growing intervals, and for ever as long as it answers", () => {
  const { events, acknowledge, sent, write } = sender();
  write(1000);
  acknowledge(1000, { window: 0 });
  sent();
  write(10);
  assert.deepEqual(sent(), []);
  let probes = 0;
  for (let hours = 0; hours < 10_000; hours++) {
    events.advance(1);
    for (const text of sent()) {
      assert.match(text, /^probe/);
      probes += 1;
      acknowledge(1000, { window: 0 });
    }
  }
  assert.ok(probes > 150 && probes < 200, String(probes));
  acknowledge(1000, { window: 5 });
  assert.deepEqual(sent(), ["1000+5"]);
});

test("… and one that does not answer is given up", () => {
  const { events, acknowledge, sent, write } = sender();
  write(1000);
  acknowledge(1000, { window: 0 });
  write(10);
  events.advance(2000);
  assert.match(sent().at(-1)!, /^unanswered/);
});

test("a peer without room is asked for as long as it answers; for nobody's sake, for some minutes", () => {
  for (const orphaned of [false, true]) {
    const { events, acknowledge, sent, write } = sender({ orphaned });
    acknowledge(0, { window: 0 });
    write(5000);
    for (let minute = 0; minute < 60; minute++) {
      events.advance(60);
      if (!sent().some((each) => each.startsWith("unanswered"))) acknowledge(0, { window: 0 });
      else {
        assert(orphaned && minute >= 3 && minute < 6, `${minute}`);
        break;
      }
      assert(!orphaned || minute < 6);
    }
  }
});
