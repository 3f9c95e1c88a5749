import assert from "node:assert/strict";
import { test } from "node:test";
import { modelOf } from "./model.ts";
import { PANES } from "./panes.ts";
import { widthOf } from "./shown-text.ts";
import { connection, type SnapshotParts, snapshotOf } from "./snapshots.test-fixture.ts";
import { render, type Shown, scrollLimits } from "./view.ts";
import { afterKey, FIRST_STATE, type ViewState } from "./view-state.ts";

const many = Array.from({ length: 200 }, (_, n) =>
  connection({ id: n, peer: `10.0.0.${n}:40000`, bytesIn: (n * 37) % 1000, ageSeconds: n }),
);
const shown = (parts: SnapshotParts, trouble: string | null = null): Shown => ({
  description: "unix:/run/x.sock",
  model: modelOf(snapshotOf(parts), null),
  trouble,
});
const full = shown({ connections: many });
const at = (columns: number, rows: number) => ({ columns, rows });
const texts = (...args: Parameters<typeof render>): string[] =>
  render(...args).map(({ text }) => text);
const typed = (
  what: Shown,
  size: { columns: number; rows: number },
  ...keys: string[]
): ViewState =>
  keys.reduce((state, key) => afterKey(state, key, scrollLimits(what, state, size)), FIRST_STATE);

test("there are as many lines as the terminal has, each exactly as wide, whatever its size", () => {
  const hostile = shown({
    connections: [connection({ peer: "\u001b[2J日本\u202e", protocol: "日".repeat(100) })],
    more: { facts: { "\u001b[31m": "\u0007" } },
  });
  const panes = [...PANES.keys(), null];
  for (const what of [full, hostile, shown({}), { ...full, model: null, trouble: "gone" }])
    for (const [columns, rows] of [
      [80, 24],
      [200, 50],
      [40, 10],
      [2, 2],
      [7, 3],
      [120, 5],
    ] as const)
      for (const pane of panes)
        for (const help of [false, true]) {
          const lines = render(what, { ...FIRST_STATE, pane, help }, at(columns, rows));
          assert.equal(lines.length, rows);
          for (const { text } of lines) {
            assert.equal(widthOf(text), columns, JSON.stringify(text));
            assert.doesNotMatch(text, /[\p{Cc}\p{Cf}]/u);
          }
        }
});

test("the header says which program, how it is, and where it is looked into", () => {
  const [first, second] = texts(full, FIRST_STATE, at(120, 24));
  assert.equal(first?.trim(), "shop (7) · node · running · up 1m40s · unix:/run/x.sock");
  assert.equal(second?.trim(), "memory 50M · in 0 out 0 · heap 1.0K");
});

test("connections are sorted as the state says, filtered, and scrolled to the last", () => {
  const size = at(100, 20);
  const column = (state: ViewState, n: number): string[] =>
    texts(full, state, size)
      .slice(4, -1)
      .map((line) => line.trim().split(/ {1,}/)[n] ?? "");
  const ages = column(typed(full, size, "3"), 2);
  assert.deepEqual([ages.length, ages[0], ages[1]], [15, "3m19s", "3m18s"]);
  assert.deepEqual(column(typed(full, size, "3", "a"), 2)[0], "0.0s");
  assert.deepEqual(column(typed(full, size, "3", "i"), 3)[0], "999");
  assert.deepEqual(column(typed(full, size, "3", "end"), 2).at(-1), "0.0s");
  assert.deepEqual(column(typed(full, size, "3", "end", "up"), 2).at(-1), "1.0s");
  const found = column(typed(full, size, "3", "/", "0", ".", "1", "9", "9", "enter"), 0);
  assert.deepEqual(
    found.filter((peer) => peer !== ""),
    ["10.0.0.199:40000"],
  );
});

test("on a narrow terminal the least important columns are left out, and the peer stays", () => {
  const head = (columns: number): string[] =>
    texts(full, typed(full, at(columns, 10), "3"), at(columns, 10))[3]!
      .trim()
      .split(/ +/);
  assert.deepEqual(head(80), ["PEER", "PROTOCOL", "AGE↓", "IN", "OUT", "BUF", "IN/S", "OUT/S"]);
  assert.deepEqual(head(40), ["PEER", "AGE↓", "IN", "OUT"].slice(0, head(40).length));
  assert.equal(head(10)[0]?.[0], "P");
  assert.ok(head(200).includes("HERE"));
});

test("all tables share the terminal; one with little in it leaves room to the others", () => {
  const lines = texts(full, FIRST_STATE, at(100, 24));
  const heads = lines.filter((line) => /^(SERVICE|ADDRESS|PEER) /.test(line));
  assert.equal(heads.length, 3);
  assert.ok(lines.filter((line) => line.startsWith("10.0.0.")).length >= 12);
});

test("what was not told is said, and so is a connection that is lost", () => {
  const part = shown({
    connections: many.slice(0, 3),
    reactor: { counts: { ...snapshotOf({}).reactor.counts, connections: 5000 } },
  });
  const lines = texts(part, { ...FIRST_STATE, pane: 2 }, at(120, 12));
  assert.match(lines.join("\n"), /and 4997 more that were not told/);
  const gone = render(shown({}, "connection refused"), FIRST_STATE, at(80, 12));
  const [warning] = gone.filter(({ style }) => style === "warn");
  assert.match(warning?.text ?? "", /trying again: connection refused/);
});

test("while a filter is typed it is what the last line shows", () => {
  const last = (state: ViewState): string => texts(full, state, at(80, 12)).at(-1)!.trim();
  assert.match(last(typed(full, at(80, 12), "/", "a", "b")), /^filter: ab/);
  assert.match(last(FIRST_STATE), /\? help/);
});
