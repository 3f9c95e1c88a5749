import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { smallRun } from "./small-run.test-fixture.ts";
import { recordTrace, type TraceEvent } from "./trace.ts";

const kindsOf = (events: readonly TraceEvent[]): string[] => events.map(({ kind }) => kind);

test("everything is kept, in order, with the notes where they were made", () => {
  const trace = smallRun();
  const { events } = trace;
  assert.equal(events.length, trace.count);
  assert.equal(trace.leftOut, 0);
  assert.deepEqual(trace.hosts, ["ann", "bob"]);
  assert.deepEqual([...new Set(kindsOf(events))], ["sent", "arrived", "fault", "lost", "note"]);
  assert.ok(events.every(({ at }, index) => at >= (events[index - 1]?.at ?? 0)));
  assert.deepEqual(
    events.find(({ kind }) => kind === "note"),
    { at: 2.1, kind: "note", host: "ann", text: "waits for bob" },
  );
});

test("of a long run, the beginning and the end are kept, and between them what was left out is told", () => {
  const whole = smallRun().events;
  const trace = smallRun({ limit: 11 });
  assert.equal(trace.count, whole.length);
  assert.equal(trace.leftOut, whole.length - 11);
  const gap = { at: whole.at(-6)?.at, kind: "gap", count: whole.length - 11 };
  assert.deepEqual(trace.events, [...whole.slice(0, 5), gap, ...whole.slice(-6)]);
});

test("a trace that is exactly full has left out nothing", () => {
  const whole = smallRun().events;
  const trace = smallRun({ limit: whole.length });
  assert.deepEqual(trace.events, whole);
});

test("the hash is of all events, those that were left out as well", () => {
  const hash = smallRun().hash();
  assert.match(hash, /^[0-9a-f]{32}$/);
  assert.equal(smallRun({ limit: 2 }).hash(), hash);
  assert.notEqual(smallRun({ big: 4_999 }).hash(), hash);
});

test("a note changes the hash, and so does when it was made", () => {
  const noted = (at: number): string => {
    const network = new MemoryNetwork();
    network.host("a");
    const trace = recordTrace(network);
    network.advance(at);
    trace.note("a", "now");
    return trace.hash();
  };
  assert.equal(noted(1), noted(1));
  assert.notEqual(noted(1), noted(2));
  assert.notEqual(noted(1), recordTrace(new MemoryNetwork()).hash());
});

test("a limit that keeps nothing is an error", () => {
  for (const limit of [0, 1, 2.5, Number.NaN])
    assert.throws(() => recordTrace(new MemoryNetwork(), { limit }), RangeError);
});
