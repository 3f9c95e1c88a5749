import assert from "node:assert/strict";
import { test } from "node:test";
import { control } from "./packet.ts";
import { TimeWait } from "./time-wait.ts";

const LOCAL = { host: "a", port: 5000 };
const ANSWER = control("ACK", 100, 200);

function waiting(): { waits: TimeWait; clock: { now: number } } {
  const clock = { now: 0 };
  const waits = new TimeWait(() => clock.now);
  waits.add("k", LOCAL, ANSWER);
  return { waits, clock };
}

test("a connection that is over keeps its port for a minute", () => {
  const { waits, clock } = waiting();
  clock.now = 59.9;
  assert.deepEqual([waits.has("k"), waits.hasPort(5000), waits.size], [true, true, 1]);
  clock.now = 60;
  assert.deepEqual([waits.has("k"), waits.hasPort(5000), waits.size], [false, false, 0]);
});

test('RFC 9293, 3.10.7.4, TIME-WAIT: "The only thing that can arrive in this state is a retransmission of the remote FIN. Acknowledge it, and restart the 2 MSL timeout."', () => {
  const { waits, clock } = waiting();
  clock.now = 50;
  assert.equal(waits.receive("k", { ...control("ACK", 199, 100), fin: true }), ANSWER);
  clock.now = 100;
  assert.equal(waits.has("k"), true);
});

test("a bare acknowledgement is not answered, or two hosts would never stop; a probe is", () => {
  const { waits } = waiting();
  assert.equal(waits.receive("k", control("ACK", 200, 100)), "ignored");
  assert.equal(waits.receive("k", control("PROBE", 199, 100)), ANSWER);
  assert.equal(waits.receive("another", control("ACK")), undefined);
});

test("a SYN whose number is larger begins a new connection, also where the numbers have begun anew", () => {
  const syn = (end: number, seq: number): unknown => {
    const waits = new TimeWait(() => 0);
    waits.add("k", LOCAL, control("ACK", 100, end));
    return waits.receive("k", control("SYN", seq));
  };
  assert.equal(syn(200, 200), "new");
  assert.notEqual(syn(200, 199), "new");
  assert.equal(syn(2 ** 30 + 200, 300), "new");
  assert.equal(syn(2 ** 30 - 200, 300), "new");
  assert.notEqual(syn(300, 2 ** 30 - 200), "new");
});

test("RFC 1337: a reset does not end the wait", () => {
  const { waits } = waiting();
  assert.equal(waits.receive("k", control("RST", 200)), "ignored");
  assert.equal(waits.has("k"), true);
});

test("RFC 9293, 3.6.1: a SYN with a larger number begins a new connection, an old one does not", () => {
  const { waits } = waiting();
  assert.equal(waits.receive("k", control("SYN", 150)), ANSWER);
  assert.equal(waits.receive("k", control("SYN", 201)), "new");
  assert.deepEqual([waits.has("k"), waits.hasPort(5000)], [false, false]);
});

test("a port is kept as long as one of its connections waits", () => {
  const { waits, clock } = waiting();
  clock.now = 30;
  waits.add("l", LOCAL, ANSWER);
  clock.now = 70;
  assert.deepEqual([waits.has("k"), waits.has("l"), waits.hasPort(5000)], [false, true, true]);
  waits.clear();
  assert.deepEqual([waits.size, waits.hasPort(5000)], [0, false]);
});

test("no more than 8,192 wait: the oldest goes", () => {
  const { waits } = waiting();
  for (let i = 0; i < 8192; i++) waits.add(`k${i}`, { host: "a", port: i }, ANSWER);
  assert.deepEqual([waits.size, waits.has("k"), waits.has("k0")], [8192, false, true]);
});
