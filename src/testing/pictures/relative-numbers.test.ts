import assert from "node:assert/strict";
import { test } from "node:test";
import type { NetworkEvent, Packet } from "../../platform/memory/index.ts";
import { RelativeNumbers } from "./relative-numbers.ts";

const A = { host: "a", port: 1 };
const B = { host: "b", port: 2 };

function event(from: "a" | "b", flags: Packet["flags"], seq: number, ack: number): NetworkEvent {
  const data = new Uint8Array(0);
  const packet = { flags, seq, ack, data, fin: false, window: 9, stamp: 0, echo: -1 };
  return from === "a"
    ? { at: 0, kind: "sent", from, to: "b", source: A, destination: B, packet }
    : { at: 0, kind: "sent", from, to: "a", source: B, destination: A, packet };
}

function numbers(...events: NetworkEvent[]): string[] {
  const relative = new RelativeNumbers();
  return events.map((each) => {
    const { flags, seq, ack } = relative.of(each).packet!;
    return `${flags} ${seq} ${ack}`;
  });
}

test("the first byte of each side is number 0, in each connection", () => {
  assert.deepEqual(
    numbers(
      event("a", "SYN", 1000, 0),
      event("b", "SYN-ACK", 7000, 1001),
      event("a", "ACK", 1001, 7001),
      event("a", "ACK", 1006, 7001),
      event("b", "ACK", 7001, 1011),
      event("a", "SYN", 90_000, 0),
      event("b", "RST", 0, 90_001),
      event("b", "RST", 7001, 0),
    ),
    ["SYN 0 0", "SYN-ACK 0 0", "ACK 0 0", "ACK 5 0", "ACK 0 10", "SYN 0 0", "RST 0 0", "RST 0 0"],
  );
});

test("where the beginning was not seen, they count from what was seen first", () => {
  assert.deepEqual(numbers(event("a", "ACK", 500, 40), event("b", "ACK", 45, 510)), [
    "ACK 0 0",
    "ACK 5 10",
  ]);
});

test("what is no segment is left as it is", () => {
  const datagram: NetworkEvent = {
    at: 0,
    kind: "sent",
    from: "a",
    to: "b",
    datagram: Uint8Array.of(1),
  };
  assert.equal(new RelativeNumbers().of(datagram), datagram);
});
