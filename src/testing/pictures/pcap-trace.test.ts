import assert from "node:assert/strict";
import { test } from "node:test";
import { text } from "../../bytes/index.ts";
import { pcapTrace } from "./pcap-trace.ts";
import { smallRun } from "./small-run.test-fixture.ts";
import type { TraceEvents } from "./trace.ts";

const PACKET = 6;

interface Captured {
  /** Seconds since the year 2000. */
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly comment: string;
}

function read(file: Uint8Array): Captured[] {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const packets: Captured[] = [];
  for (let at = 0; at < file.length; at += view.getUint32(at + 4, true)) {
    if (view.getUint32(at, true) !== PACKET) continue;
    const [high, low] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
    const time = Number((BigInt(high) << 32n) + BigInt(low) - 946_684_800_000_000_000n) / 1e9;
    const length = view.getUint32(at + 20, true);
    const options = at + 28 + Math.ceil(length / 4) * 4;
    const isComment =
      view.getUint16(options, true) === 1 && options < at + view.getUint32(at + 4, true) - 4;
    const size = isComment ? view.getUint16(options + 2, true) : 0;
    packets.push({
      at: time,
      bytes: file.subarray(at + 28, at + 28 + length),
      comment: text(file.subarray(options + 4, options + 4 + size)),
    });
  }
  return packets;
}

const timesOf = (packets: readonly Captured[]): number[] => packets.map(({ at }) => at);
const isSorted = (times: readonly number[]): boolean =>
  times.every((time, index) => time >= (times[index - 1] ?? 0));

test("from everywhere: each packet once, when it was sent, the lost ones with a comment", () => {
  const trace = smallRun();
  const packets = read(pcapTrace(trace));
  const sent = trace.events.filter(({ kind }) => kind === "sent");
  assert.deepEqual(
    timesOf(packets),
    sent.map(({ at }) => Math.round(at * 1e9) / 1e9),
  );
  const comments = packets.map(({ comment }) => comment).filter((comment) => comment !== "");
  assert.deepEqual(comments, [
    "partition: ann and bob; is lost on the way",
    "is lost on the way",
    "ann: waits for bob; heal: ann and bob",
  ]);
});

test("from one host: what it sent, when it did, and what came to it, when it came", () => {
  const trace = smallRun();
  const packets = read(pcapTrace(trace, { host: "bob" }));
  assert.ok(isSorted(timesOf(packets)));
  assert.equal(packets[0]?.at, 0.01);
  const seen = trace.events.filter(
    (event) =>
      (event.kind === "sent" && event.from === "bob") ||
      (event.kind === "arrived" && event.to === "bob"),
  );
  assert.equal(packets.length, seen.length);
  assert.ok(packets.every(({ comment }) => !comment.includes("lost")));
});

test("what was damaged on the way is whole at the sender and damaged at the receiver", () => {
  const sent = {
    at: 0,
    kind: "sent",
    from: "a",
    to: "b",
    id: 0,
    datagram: Uint8Array.of(1),
  } as const;
  const arrived = { ...sent, at: 1, kind: "arrived", datagram: Uint8Array.of(3) } as const;
  const trace: TraceEvents = { hosts: ["a", "b"], events: [sent, arrived] };
  const seen = ["a", "b"].map((host) => read(pcapTrace(trace, { host }))[0]);
  assert.deepEqual(
    seen.map((packet) => [packet?.at, packet?.bytes.at(-1), packet?.comment]),
    [
      [0, 1, "is damaged on the way"],
      [1, 3, ""],
    ],
  );
});

test("what nothing follows is told beside the last packet", () => {
  const trace: TraceEvents = {
    hosts: ["a", "b"],
    events: [
      { at: 0, kind: "sent", from: "a", to: "b", id: 0, datagram: new Uint8Array(1) },
      { at: 1, kind: "gap", count: 3 },
      { at: 2, kind: "fault", from: "b", to: "b", text: "crash" },
    ],
  };
  const [packet] = read(pcapTrace(trace));
  assert.equal(packet?.comment, "afterwards: 3 events are left out; afterwards: crash: b");
  assert.deepEqual(read(pcapTrace({ hosts: [], events: [] })), []);
});

test("a segment that is too long for a packet is more than one, and UNIX sockets are on no wire", () => {
  const route = { source: { host: "a", port: 1 }, destination: { host: "b", port: 2 } };
  const packet = {
    flags: "ACK",
    seq: 0,
    fin: false,
    ack: 0,
    window: 0,
    stamp: 0,
    echo: -1,
  } as const;
  const big = { ...packet, data: new Uint8Array(100_000) };
  const unix = { source: { host: "unix:", port: 1 }, destination: { host: "unix:x", port: 0 } };
  const sent = { at: 0, kind: "sent", from: "a", to: "b" } as const;
  const events = [
    { ...sent, id: 1, ...route, packet: big },
    { ...sent, id: 2, ...unix, packet: { ...packet, data: new Uint8Array(5) } },
  ];
  const sizes = read(pcapTrace({ hosts: ["a", "b"], events })).map(
    ({ bytes }) => bytes.length - 40,
  );
  assert.equal(sizes.length, 2);
  assert.equal(sizes[0]! + sizes[1]!, 100_000);
});
