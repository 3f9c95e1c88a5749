import assert from "node:assert/strict";
import { test } from "node:test";
import { PlatformError } from "../errors.ts";
import { WorldEvents } from "./events.ts";
import { Handshake } from "./handshake.ts";

function handshake() {
  const events = new WorldEvents();
  const sent: string[] = [];
  const told: string[] = [];
  const one = new Handshake(
    {
      after: (seconds, run) => events.after(seconds, run),
      transmitFirst: (flags) => void sent.push(`${events.now()} ${flags}`),
      unopened: () => void sent.push(`${events.now()} nobody`),
    },
    (error) => void told.push(error?.code ?? "open"),
  );
  return { events, sent, told, one };
}

test("a SYN is sent seven times, each after twice the wait, and then nobody is there", () => {
  const { events, sent, told, one } = handshake();
  one.send("SYN");
  events.advance(1000);
  assert.deepEqual(sent, [0, 1, 3, 7, 15, 31, 63].map((at) => `${at} SYN`).concat("127 nobody"));
  assert.deepEqual(told, [], "that is for its owner to tell");
});

test("the answer to one is sent six times; the waits go on where both ends have begun", () => {
  const { events, sent, one } = handshake();
  one.send("SYN-ACK");
  events.advance(1000);
  assert.equal(sent.length, 7);
  assert.equal(sent.at(-1), "63 nobody");

  const both = handshake();
  both.one.send("SYN");
  both.events.advance(1);
  both.one.send("SYN-ACK");
  both.events.advance(2);
  assert.deepEqual(both.sent, ["0 SYN", "1 SYN", "1 SYN-ACK", "3 SYN-ACK"]);
});

test("once it is stopped nothing more is sent; what it tells is what it is told to", () => {
  const { events, sent, told, one } = handshake();
  one.send("SYN");
  one.stop();
  one.stop();
  events.advance(1000);
  one.tell();
  one.tell(new PlatformError("ECONNREFUSED", "refused"));
  assert.deepEqual([sent, told], [["0 SYN"], ["open", "ECONNREFUSED"]]);
});
