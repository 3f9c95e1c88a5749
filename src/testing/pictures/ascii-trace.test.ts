import assert from "node:assert/strict";
import { test } from "node:test";
import { asciiTrace, durationText, hostsOf } from "./ascii-trace.ts";
import { smallRun } from "./small-run.test-fixture.ts";
import type { TraceEvents } from "./trace.ts";

test("an arrow for each thing that went from host to host, with what was in it and how long it took", () => {
  assert.deepEqual(asciiTrace(smallRun({ big: 1_500 }), { width: 80 }).split("\n"), [
    "seconds      ann                                         bob",
    "   0.000      │─────────────── SYN +10 ms ───────────────▶│",
    "   0.010      │◀──────────── SYN-ACK +10 ms ──────────────│",
    '   1.000      │───────── UDP "which way?" +10 ms ────────▶│',
    '              │───────────── "hello" +10 ms ─────────────▶│',
    '   1.010      │◀──────────── "HELLO" +10 ms ──────────────│',
    "   2.000  ══ partition: ann and bob ══════════════════════════════════",
    "              │╌╌╌╌╌╌╌╌╌╌ UDP 3 bytes: ff 00 01 ╌╌╌╌╌╌╌╌╌×│",
    '              │╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ "hello?" ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌×│',
    "   2.100      │ waits for bob                             │",
    "          ══ heal: ann and bob ═══════════════════════════════════════",
    '   2.220      │───────── again: "hello?" +10 ms ─────────▶│',
    '   2.230      │◀──────────── "HELLO?" +10 ms ─────────────│',
    '   3.100      │── 1460 bytes: "................… +10 ms ─▶│',
    '   3.110      │◀─ 1460 bytes: "................… +10 ms ──│',
    '   3.120      │── 40 bytes: "..................… +10 ms ─▶│',
    '   3.130      │◀─ 40 bytes: "..................… +10 ms ──│',
    "   4.100      │─────────────── FIN +10 ms ───────────────▶│",
    "   4.110      │◀────────────── FIN +10 ms ────────────────│",
    "",
  ]);
});

test("acknowledgements are drawn if asked for", () => {
  const count = (text: string): number => text.split("ACK ").length;
  assert.ok(count(asciiTrace(smallRun(), { acks: true })) > count(asciiTrace(smallRun())) + 5);
});

test("no line is wider, and there are no more of them, than was asked for", () => {
  for (const width of [60, 80, 120])
    for (const line of asciiTrace(smallRun(), { width, limit: 9 }).split("\n"))
      assert.ok([...line].length <= width, line);
  const lines = asciiTrace(smallRun(), { limit: 9 }).trimEnd().split("\n");
  assert.equal(lines.length, 1 + 9);
  assert.match(lines[5] ?? "", /══ 1\d more are left out ══/);
});

test("what was left out of the trace is told in its place", () => {
  const trace = smallRun({ limit: 10 });
  assert.match(asciiTrace(trace), new RegExp(`══ ${trace.leftOut} more are left out ══`));
});

test("what the picture leaves out and what the trace has left out is one number", () => {
  const note = (at: number) => ({ at, kind: "note", host: "a", text: "" }) as const;
  const gap = { at: 2, kind: "gap", count: 40 } as const;
  const trace = { hosts: ["a"], events: [note(0), note(1), gap, note(2), note(3)] };
  assert.match(asciiTrace(trace, { limit: 3 }), /══ 42 more are left out ═/);
});

test("only the hosts that were asked for are drawn, and what they said to each other", () => {
  const trace: TraceEvents = {
    hosts: ["a", "b", "c"],
    events: [
      { at: 0, kind: "note", host: "a", text: "one" },
      { at: 0, kind: "note", host: "c", text: "three" },
      { at: 1, kind: "sent", from: "a", to: "c", id: 1, datagram: Uint8Array.of(65) },
      { at: 1, kind: "sent", from: "b", to: "a", id: 2, datagram: Uint8Array.of(66) },
    ],
  };
  const drawn = asciiTrace(trace, { hosts: ["b", "a"] });
  assert.match(drawn, /^seconds +b +a\n.* one│?\n.* UDP "B" ─+▶│\n$/s);
  assert.doesNotMatch(drawn, /three|"A"/);
});

test("a host's word to itself, odd names and control characters do not break the picture", () => {
  const odd = "a host with a very long name";
  const trace: TraceEvents = {
    hosts: [odd, `${odd} 2`, "unused"],
    events: [
      { at: 0, kind: "sent", from: odd, to: odd, id: 1, datagram: Uint8Array.of(65) },
      { at: 1, kind: "arrived", from: odd, to: odd, id: 1, datagram: Uint8Array.of(65) },
      { at: 1, kind: "note", host: `${odd} 2`, text: "\x1b[2J\u202e\n" },
      { at: 2, kind: "fault", from: "*", to: "*", text: `x${"y".repeat(500)}` },
    ],
  };
  const drawn = asciiTrace(trace, { width: 80 });
  assert.match(drawn, /│ ↺ UDP "A" \+1 s/);
  assert.match(drawn, /\\x1b\[2J\\u\{202e\}\\n/);
  assert.match(drawn, /a host with… +a host w…#2/);
  assert.doesNotMatch(drawn, /unused/);
  for (const line of drawn.split("\n")) assert.ok([...line].length <= 80, line);
});

test("hosts are in the network's order, then as they come", () => {
  const events = [
    { at: 0, kind: "note", host: "late", text: "" },
    { at: 0, kind: "note", host: "b", text: "" },
    { at: 0, kind: "note", host: "a", text: "" },
  ] as const;
  assert.deepEqual(hostsOf({ hosts: ["a", "b"], events }), ["a", "b", "late"]);
});

test("a fault names hosts, groups of hosts, or all of them, and makes no columns of its own", () => {
  const events = [{ at: 0, kind: "fault", from: "b,c", to: "*", text: "partition" }] as const;
  assert.deepEqual(hostsOf({ hosts: ["a", "b", "c"], events }), ["b", "c"]);
});

test("durations are in the unit that reads best", () => {
  assert.deepEqual([0, 1.5e-6, 0.01, 0.9999, 1, 90.1234].map(durationText), [
    ...["0 µs", "1.5 µs", "10 ms", "999.9 ms", "1 s", "90.123 s"],
  ]);
});
