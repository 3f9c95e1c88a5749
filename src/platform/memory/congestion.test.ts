import assert from "node:assert/strict";
import { test } from "node:test";
import { Congestion } from "./congestion.ts";

const SEGMENT = 1000;

test("RFC 6928: the first window is of ten segments", () => {
  assert.equal(new Congestion().window(SEGMENT), 10_000);
});

test('RFC 5681, 3.1, slow start: "a TCP increments cwnd by at most SMSS bytes for each ACK received that cumulatively acknowledges new data"', () => {
  const congestion = new Congestion();
  congestion.window(SEGMENT);
  congestion.acknowledged(5000, 5000, SEGMENT);
  assert.equal(congestion.window(SEGMENT), 11_000);
  congestion.acknowledged(5010, 10, SEGMENT);
  assert.equal(congestion.window(SEGMENT), 11_010);
});

test('3.1: "When a TCP sender detects segment loss using the retransmission timer … the value of ssthresh MUST be set to no more than … max (FlightSize / 2, 2*SMSS)" and "cwnd MUST be set to … the loss window"', () => {
  const congestion = new Congestion();
  congestion.window(SEGMENT);
  congestion.timedOut(0, 10_000, SEGMENT);
  assert.equal(congestion.window(SEGMENT), 1000);
  for (let ack = 1000; ack <= 4000; ack += 1000) congestion.acknowledged(ack, 1000, SEGMENT);
  assert.equal(congestion.window(SEGMENT), 5000, "slow start up to the threshold …");
  congestion.acknowledged(5000, 1000, SEGMENT);
  assert.equal(congestion.window(SEGMENT), 5200, "… and a segment a round trip from there");
});

test('3.2: "The fast retransmit algorithm uses the arrival of 3 duplicate ACKs … as an indication that a segment has been lost"', () => {
  const congestion = new Congestion();
  congestion.window(SEGMENT);
  const duplicate = () => congestion.duplicate(1000, 9000, SEGMENT);
  assert.deepEqual([duplicate(), duplicate()], [false, false]);
  assert.equal(congestion.window(SEGMENT), 12_000, "RFC 3042: two more segments meanwhile");
  assert.deepEqual([duplicate(), duplicate()], [true, false]);
  assert.equal(congestion.window(SEGMENT), 8000, "half of the flight, and one for each duplicate");
  assert.equal(congestion.acknowledged(9000, 8000, SEGMENT), false);
  assert.equal(congestion.window(SEGMENT), 4000, "deflated");
});

test('RFC 6582, 3.2: "If this ACK does not acknowledge all of the data up to and including recover, then this is a partial ACK. In this case, retransmit the first unacknowledged segment"', () => {
  const congestion = new Congestion();
  congestion.window(SEGMENT);
  for (let i = 0; i < 3; i++) congestion.duplicate(1000, 9000, SEGMENT);
  assert.equal(congestion.acknowledged(4000, 3000, SEGMENT), true);
  assert.equal(congestion.acknowledged(9000, 5000, SEGMENT), false);
});

test("after a timeout, duplicates of what was sent before it are no news", () => {
  const congestion = new Congestion();
  congestion.window(SEGMENT);
  congestion.timedOut(0, 9000, SEGMENT);
  for (let i = 0; i < 5; i++) assert.equal(congestion.duplicate(3000, 9000, SEGMENT), false);
});

test("a segment can always be sent, however large segments have become", () => {
  const congestion = new Congestion();
  congestion.window(10);
  assert.equal(congestion.window(SEGMENT), 1000);
});
