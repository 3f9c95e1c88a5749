import assert from "node:assert/strict";
import { test } from "node:test";
import { Origin } from "./call-site.ts";
import { endAll, leaksAmong } from "./leak.ts";
import { Entry } from "./registry.ts";
import type { ResourceKind, ResourceOwner, ResourceType } from "./resource.ts";

const host: ResourceOwner = {
  name: "memory",
  now: () => 0,
  alarm: () => () => {},
  host: { name: "db", isUp: () => true },
};

function entry(
  kind: ResourceKind,
  line: number | null,
  more: Partial<ResourceType<object>> = {},
): Entry {
  const here = new Error("here");
  here.stack = `Error: here\n    at ${line === null ? "x (node:net:1:1)" : `/app/chat.ts:${line}:1`}`;
  const type = { kind, describe: () => kind, isLive: () => true, ...more };
  return new Entry(0, {}, type, new Origin(here), more.owner ?? null);
}

const kinds = (entries: Entry[], options = {}): string[] =>
  leaksAmong(entries, options).map(({ kind, also }) =>
    [kind, ...also.map((a) => a.kind)].join("+"),
  );

test("one line is one leak, told by the most telling of what it made", () => {
  const attempt = [entry("Deferred", 1), entry("delayed call", 1), entry("connecting attempt", 1)];
  assert.deepEqual(kinds([...attempt, entry("delayed call", 2)]), [
    "connecting attempt+Deferred+delayed call",
    "delayed call",
  ]);
});

test("a line that made two of a kind has left two", () => {
  assert.deepEqual(kinds([entry("connection", 1), entry("connection", 1), entry("Deferred", 1)]), [
    "connection+Deferred",
    "connection",
  ]);
});

test("where the most telling is none, the line has left nothing", () => {
  const harmless = entry("delayed call", 1, { harmless: true });
  assert.deepEqual(kinds([harmless, entry("Deferred", 1)]), []);
});

test("a Deferred counts if a line of the program made it, and if it is wanted", () => {
  const [own, ours] = [entry("Deferred", 1), entry("Deferred", null)];
  assert.deepEqual(kinds([own, ours]), ["Deferred"]);
  assert.deepEqual(kinds([own, ours], { deferreds: false }), []);
  // Without stacks nobody can tell.
  const unknown = new Entry(0, {}, own.type, new Origin(null), null);
  assert.deepEqual(kinds([unknown]), ["Deferred"]);
});

test("what has no line is a leak all the same, each for itself", () => {
  assert.deepEqual(kinds([entry("connection", null), entry("connection", null)]), [
    "connection",
    "connection",
  ]);
});

test("on simulated time what is closing has been dealt with; on the real one it has to end", () => {
  const closing = { isClosing: () => true };
  assert.deepEqual(kinds([entry("connection", 1, { ...closing, owner: host })]), []);
  assert.deepEqual(kinds([entry("connection", 1, closing)]), ["connection"]);
});

test("simulated hosts, and what the program excepts, can be left out", () => {
  const all = [entry("connection", 1, { owner: host }), entry("delayed call", 2)];
  assert.deepEqual(kinds(all), ["connection", "delayed call"]);
  assert.deepEqual(kinds(all, { simulated: false }), ["delayed call"]);
  const except = ({ kind }: { kind: string }): boolean => kind === "delayed call";
  assert.deepEqual(kinds(all, { except }), ["connection"]);
});

test("leaks are ended, the most telling first, and what the same line made with it", () => {
  const ended: string[] = [];
  const ending = (kind: ResourceKind, line: number): Entry =>
    entry(kind, line, { end: () => ended.push(kind) });
  endAll(
    leaksAmong([ending("delayed call", 1), ending("looping call", 2), ending("Deferred", 2)], {}),
  );
  assert.deepEqual(ended, ["looping call", "delayed call", "Deferred"]);
});
