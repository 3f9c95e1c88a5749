import assert from "node:assert/strict";
import { test } from "node:test";
import { sequenceDiagram } from "./sequence-diagram.ts";

const options = { hosts: ["ada", "bob"], spacing: 24 };

test("messages, what is lost, notes and faults, each a line, the time once", () => {
  const lines = sequenceDiagram(
    [
      { at: 0.5, kind: "message", from: "ada", to: "bob", text: "hello" },
      { at: 0.5, kind: "message", from: "bob", to: "ada", text: "hi" },
      { at: 1, kind: "fault", text: "partition" },
      { at: 2, kind: "message", from: "bob", to: "ada", text: "lost", lost: true },
      { at: 1000.25, kind: "note", host: "ada", text: "waits" },
      { at: 1001, kind: "note", host: "bob", text: "waits for very long" },
    ],
    options,
  );
  assert.deepEqual(lines, [
    "seconds      ada                     bob",
    "   0.500      │──────── hello ───────▶│",
    "              │◀──────── hi ──────────│",
    "   1.000  ══ partition ═══════════════════════════",
    "   2.000      │×╌╌╌╌╌╌╌ lost ╌╌╌╌╌╌╌╌╌│",
    "1000.250      │ waits                 │",
    "1001.000      │   waits for very long │",
  ]);
});

test("a text that is too long for its arrow is cut, with a mark", () => {
  const text = "a long text that no arrow has room for";
  const [, line] = sequenceDiagram(
    [{ at: 0, kind: "message", from: "ada", to: "bob", text }],
    options,
  );
  assert.match(line ?? "", /│── a long text that… ─▶│$/);
});

test("a host without a column is an error that names it", () => {
  const event = { at: 0, kind: "note", host: "eve", text: "" } as const;
  assert.throws(() => sequenceDiagram([event], options), /eve/);
});

test("notes have the room that they are given, and no more", () => {
  const event = { at: 0, kind: "note", host: "ada", text: "waits for very long" } as const;
  const drawn = (margin: number): string | undefined =>
    sequenceDiagram([event], { hosts: ["ada"], margin })[1];
  assert.equal(drawn(30), "   0.000      │ waits for very long");
  assert.equal(drawn(12), "   0.000      │ waits for…");
});
