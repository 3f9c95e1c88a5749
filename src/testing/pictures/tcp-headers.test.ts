import assert from "node:assert/strict";
import { test } from "node:test";
import type { Packet } from "../../platform/memory/index.ts";
import { ACK, FIN, PSH, RST, SYN, type TCPHeader } from "./ip-packets.ts";
import { TCPHeaders } from "./tcp-headers.ts";

/** A connection of port 1 of `a` with port 2 of `b`, segment by segment. */
class Wire {
  readonly #headers: TCPHeaders;

  constructor(mostWindow = 1_000) {
    this.#headers = new TCPHeaders(mostWindow);
  }

  send(from: "a" | "b", flags: Packet["flags"], fields: Partial<Packet> = {}): TCPHeader {
    const [source, destination] = [
      { host: "a", port: 1 },
      { host: "b", port: 2 },
    ];
    const route =
      from === "a" ? { source, destination } : { source: destination, destination: source };
    const empty = {
      seq: 0,
      data: new Uint8Array(0),
      fin: false,
      ack: 0,
      window: 1_000,
      stamp: 0,
      echo: -1,
    };
    const packet = { ...empty, ...fields, flags };
    return this.#headers.of({
      at: 0,
      kind: "sent",
      from,
      to: from === "a" ? "b" : "a",
      ...route,
      packet,
    });
  }
}

const five = new Uint8Array(5);

test("numbers begin at a number of each end's own and go on from there", () => {
  const wire = new Wire();
  const syn = wire.send("a", "SYN");
  const answer = wire.send("b", "SYN-ACK");
  assert.deepEqual([syn.flags, syn.ack, answer.flags], [SYN, 0, SYN | ACK]);
  assert.notEqual(syn.seq, answer.seq);
  assert.equal(answer.ack, syn.seq + 1);
  const first = wire.send("a", "ACK", { data: five });
  assert.deepEqual([first.seq, first.ack], [syn.seq + 1, answer.seq + 1]);
  assert.equal(first.flags, ACK | PSH);
  const last = wire.send("a", "ACK", { seq: 5, data: five, fin: true });
  assert.deepEqual([last.seq, last.flags], [syn.seq + 6, ACK | PSH | FIN]);
  // What has no bytes has the number of what comes next: the FIN took one.
  assert.equal(wire.send("a", "ACK").seq, syn.seq + 12);
  assert.equal(wire.send("b", "ACK", { ack: 11 }).ack, syn.seq + 12);
});

test("what is sent again has its number again, and a question has one that must be answered", () => {
  const wire = new Wire();
  const syn = wire.send("a", "SYN");
  assert.equal(wire.send("a", "SYN").seq, syn.seq);
  wire.send("b", "SYN-ACK");
  const first = wire.send("a", "ACK", { data: five });
  assert.equal(wire.send("a", "ACK", { data: five }).seq, first.seq);
  wire.send("b", "ACK", { ack: 3 });
  assert.equal(wire.send("a", "PROBE").seq, syn.seq + 1 + 3 - 1);
});

test("the next connection between the same ports begins elsewhere", () => {
  const wire = new Wire();
  const { seq } = wire.send("a", "SYN");
  wire.send("b", "RST");
  const second = wire.send("a", "SYN").seq;
  assert.notEqual(second, seq);
  wire.send("b", "SYN-ACK");
  wire.send("a", "ACK");
  assert.notEqual(wire.send("a", "SYN").seq, second);
});

test("RFC 9293, 3.10.7.1: a reset says what it answers, or has the number that comes next", () => {
  const refused = new Wire();
  const syn = refused.send("a", "SYN");
  const reset = refused.send("b", "RST");
  assert.deepEqual([reset.flags, reset.seq, reset.ack], [RST | ACK, 0, syn.seq + 1]);

  const aborted = new Wire();
  const { seq } = aborted.send("a", "SYN");
  aborted.send("b", "SYN-ACK");
  aborted.send("a", "ACK", { data: five });
  const abort = aborted.send("a", "RST");
  assert.deepEqual([abort.flags, abort.seq], [RST, seq + 6]);
});

test("windows are scaled so that the largest can be said, and never down to nothing", () => {
  const wire = new Wire(1_048_576);
  const syn = wire.send("a", "SYN", { window: 1_048_576 });
  assert.deepEqual([...syn.options], [2, 4, 0x05, 0xb4, 1, 3, 3, 5]);
  assert.equal(syn.window, 65_535);
  wire.send("b", "SYN-ACK");
  const window = (size: number): number => wire.send("a", "ACK", { window: size }).window;
  assert.deepEqual([1_048_576, 64, 1, 0].map(window), [32_768, 2, 1, 0]);
});
