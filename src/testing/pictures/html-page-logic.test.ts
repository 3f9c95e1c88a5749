import assert from "node:assert/strict";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { PAGE_LOGIC } from "./html-page-logic.ts";

/** What runs in the browser, here, with what it needs of one. */
const browser = createContext({ atob, TextEncoder });
runInContext(PAGE_LOGIC, browser);

/** The value of an expression in which `given` are variables, as plain data. */
function evaluate(expression: string, given: Record<string, unknown> = {}): unknown {
  const names = Object.keys(given);
  const make = runInContext(`(${names.join(", ")}) => JSON.stringify(${expression})`, browser) as (
    ...args: unknown[]
  ) => string;
  return JSON.parse(make(...names.map((name) => given[name])));
}

const travel = (at: number, until: number | undefined, untilIndex: number, more = {}): object => ({
  ...{ kind: "data", at, until, untilIndex, from: 0, to: 1, label: "", connection: 0 },
  ...more,
});

const shown = (moments: object[], filter = {}): unknown => {
  const all = { hosts: [true, true, true], text: "", onlyLost: false, connection: null };
  const given = { moments, filter: { ...all, ...filter } };
  const kinds = `new Set(filter.kinds ?? ["data", "fault", "note"])`;
  return evaluate(`chosen(moments, { ...filter, kinds: ${kinds} })`, given);
};

const moments = [
  travel(0, 1, 1, { label: "GET /a", data: btoa("GET /a HTTP/1.1") }),
  travel(1, 2, 3, { to: 2, label: "binary", connection: 1, data: btoa("gr\xc3\xbc\xc3\x9fe") }),
  travel(2, 3, 4, { kind: "ack", label: "ACK 1" }),
  travel(3, 4, 5, { lost: true, label: "lost" }),
  { kind: "fault", at: 4, of: [0, 1], label: "cut" },
  { kind: "fault", at: 5, of: [], label: "names change" },
  { kind: "gap", at: 6, of: [], label: "7 events are left out" },
];

test("what is shown, by kind, host, connection, loss and text", () => {
  assert.deepEqual(shown(moments), [0, 1, 3, 4, 5, 6]);
  assert.deepEqual(shown(moments, { kinds: ["ack"] }), [2, 6]);
  assert.deepEqual(shown(moments, { hosts: [true, false, true] }), [1, 4, 5, 6]);
  assert.deepEqual(shown(moments, { hosts: [false, false, true] }), [5, 6]);
  assert.deepEqual(shown(moments, { connection: 1 }), [1, 4, 5, 6]);
  assert.deepEqual(shown(moments, { onlyLost: true }), [3, 4, 5, 6]);
});

test("a text is looked for in labels and in bytes, whatever the case, as UTF-8", () => {
  assert.deepEqual(shown(moments, { text: "http" }), [0, 6]);
  assert.deepEqual(shown(moments, { text: "grüße" }), [1, 6]);
  assert.deepEqual(shown(moments, { text: "CUT" }), [4, 6]);
});

test("beginnings and ends have a row each, in the order in which they happened", () => {
  const list = [travel(0, 2, 2), travel(1, 1.5, 2), travel(2, undefined, 0), travel(2, 2, 4)];
  // The first arrives before the third is sent, for which it may be the cause; the last takes no time at all.
  assert.deepEqual(
    evaluate("[...layOut(list, [0, 1, 2, 3]).rows]", { list }),
    [0, 1, 1, 0, 2, 3, 3],
  );
  assert.deepEqual(evaluate("[...layOut(list, [0, 1, 2, 3]).last]", { list }), [3, 2, -1, 6]);
  assert.deepEqual(evaluate("[...layOut(list, [1, 2]).first]", { list }), [0, 2]);
});

test("an arrow that goes from above the window to below it is drawn", () => {
  const list = [travel(0, 9, 4), travel(1, 2, 2), travel(3, 4, 3), travel(5, undefined, 0)];
  const seen = (top: number, bottom: number): unknown =>
    evaluate(`between(layOut(list, [0, 1, 2, 3]), ${top}, ${bottom})`, { list });
  assert.deepEqual(seen(0, 0), [0]);
  assert.deepEqual(seen(3, 4), [0, 2]);
  assert.deepEqual(seen(5, 9), [0, 3]);
});

test("bytes are shown as hexadecimal and as ASCII, sixteen a line", () => {
  const bytes = "Uint8Array.from({ length: 17 }, (_, i) => (i === 16 ? 7 : 65 + i))";
  assert.equal(
    evaluate(`hexDump(${bytes})`),
    "000000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP\n" +
      `000010  07${" ".repeat(48)}.`,
  );
  assert.equal(evaluate("hexDump(bytesOf({}))"), "");
});

test("what there is to say of a moment", () => {
  const m = travel(0.1 + 0.2, 0.31, 1, { ports: ["ann:1", "bob:2"], fields: { seq: 5 }, size: 3 });
  assert.deepEqual(evaluate(`factsOf(m, ["ann", "bob"])`, { m }), [
    ["from", "ann (ann:1)"],
    ["to", "bob (bob:2)"],
    ["sent", "0.3 s"],
    ["arrived", "0.31 s, after 10 ms"],
    ["seq", "5"],
    ["bytes", "3"],
  ]);
  const lost = travel(1, 3, 1, { lost: true, again: true });
  assert.deepEqual(evaluate(`factsOf(lost, ["a", "b"])`, { lost }), [
    ...[
      ["from", "a"],
      ["to", "b"],
      ["sent", "1 s"],
      ["lost", "3 s, after 2 s"],
    ],
    ["again", "it was sent before"],
  ]);
  assert.deepEqual(evaluate(`factsOf({ kind: "note", at: 2 }, [])`), [["at", "2 s"]]);
});
