import assert from "node:assert/strict";
import { test } from "node:test";
import type { NetworkEvent } from "../../platform/memory/index.ts";
import { smallRun } from "./small-run.test-fixture.ts";
import {
  contentOf,
  faultText,
  isAcknowledgement,
  type Moment,
  momentsOf,
  type Travel,
  travelText,
} from "./travels.ts";

const travelsOf = (moments: readonly Moment[]): Travel[] =>
  moments.filter((moment): moment is Travel => moment.kind === "travel");

const datagram = (
  kind: "sent" | "arrived" | "lost",
  at: number,
  id: number,
  text = "x",
): NetworkEvent => ({
  ...{ kind, at, id, from: "a", to: "b" },
  datagram: new TextEncoder().encode(text),
});

test("what was sent and came is one thing, what is lost and what is sent again is marked", () => {
  const travels = travelsOf(momentsOf(smallRun().events));
  assert.ok(travels.every(({ at, until, lost }) => lost || until === at + 0.01));
  const said = travels.map(({ event, lost, again }) => ({ is: contentOf(event), lost, again }));
  assert.deepEqual(
    said.filter(({ is }) => is === '"hello?"'),
    [
      { is: '"hello?"', lost: true, again: false },
      { is: '"hello?"', lost: false, again: true },
    ],
  );
  assert.equal(said.filter(({ again }) => again).length, 1);
});

test("a SYN that is sent again is marked, the SYN of the next connection is not", () => {
  const packet = {
    seq: 0,
    data: new Uint8Array(0),
    fin: false,
    ack: 0,
    window: 0,
    stamp: 0,
    echo: -1,
  };
  const sent = (at: number, flags: "SYN" | "ACK", seq = 0): NetworkEvent => {
    const ports = { source: { host: "a", port: 1 }, destination: { host: "b", port: 2 } };
    const data = new Uint8Array(flags === "ACK" ? 2 : 0);
    return {
      at,
      kind: "sent",
      from: "a",
      to: "b",
      ...ports,
      packet: { ...packet, flags, seq, data },
    };
  };
  const events = [
    sent(0, "SYN"),
    sent(1, "SYN"),
    sent(2, "ACK"),
    sent(3, "ACK", 2),
    sent(4, "ACK"),
  ];
  const travels = travelsOf(momentsOf([...events, sent(5, "SYN"), sent(6, "ACK")]));
  assert.deepEqual(
    travels.map(({ again }) => again),
    [false, true, false, false, true, false, false],
  );
});

test("what has not come is under way, what comes twice was doubled, what was sent unseen is seen coming", () => {
  const moments = travelsOf(
    momentsOf([
      datagram("sent", 1, 7),
      datagram("sent", 2, 8),
      datagram("arrived", 3, 8),
      datagram("arrived", 4, 8),
      datagram("lost", 5, 6),
    ]),
  );
  assert.deepEqual(
    moments.map(({ at, until, lost, again }) => [at, until, lost, again]),
    [
      [1, undefined, false, false],
      [2, 3, false, false],
      [2, 4, false, true],
      [5, 5, true, false],
    ],
  );
});

test("what came and is not what was sent is damaged", () => {
  const sent = datagram("sent", 1, 1, "sound");
  const [whole, broken] = travelsOf(
    momentsOf([
      sent,
      { ...sent, id: 2 },
      { ...datagram("arrived", 2, 1, "sound") },
      { ...datagram("arrived", 3, 2, "round") },
    ]),
  );
  assert.equal(whole?.damaged, undefined);
  assert.equal(broken?.damaged?.at, 3);
  assert.deepEqual(
    [whole!, broken!].map((each) => travelText(each)),
    [...['UDP "sound"', 'damaged: UDP "round"']],
  );
});

test("what is in it, in a few words", () => {
  const packet = { seq: 5, ack: 3, window: 9, stamp: 0, echo: -1 } as const;
  const content = (flags: "SYN" | "ACK" | "RST", text: string, fin: boolean): string => {
    const data = new TextEncoder().encode(text);
    return contentOf({
      at: 0,
      kind: "sent",
      from: "a",
      to: "b",
      packet: { ...packet, flags, data, fin },
    });
  };
  assert.deepEqual(
    [content("SYN", "", false), content("ACK", "hi", false), content("ACK", "hi", true)],
    ["SYN", '"hi"', '"hi" FIN'],
  );
  assert.deepEqual(
    [content("ACK", "", true), content("ACK", "", false), content("RST", "", false)],
    ["FIN", "ACK 3", "RST"],
  );
  assert.equal(contentOf(datagram("sent", 0, 0, "q")), 'UDP "q"');
  assert.equal(isAcknowledgement(datagram("sent", 0, 0)), false);
});

test("a fault says whom it met", () => {
  const text = (from: string, to: string): string =>
    faultText({ kind: "fault", at: 0, text: "cut", from, to });
  assert.deepEqual(
    [text("a", "b"), text("a", "a"), text("a", "*"), text("*", "*")],
    [...["cut: a and b", "cut: a", "cut: a", "cut"]],
  );
});
