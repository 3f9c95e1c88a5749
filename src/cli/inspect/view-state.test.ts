import assert from "node:assert/strict";
import { test } from "node:test";
import { PANES } from "./panes.ts";
import { afterKey, FIRST_STATE, sortedPane, type ViewState } from "./view-state.ts";

const limits = { page: 10, most: 25 };
const after = (...keys: string[]): ViewState =>
  keys.reduce((state, key) => afterKey(state, key, limits), FIRST_STATE);
const connections = sortedPane(FIRST_STATE);

test("panes are gone through by tab, both ways, and chosen by number", () => {
  assert.equal(after("tab").pane, 0);
  assert.equal(after(...PANES.map(() => "tab"), "tab").pane, null);
  assert.equal(after("shift-tab").pane, PANES.length - 1);
  assert.equal(after("shift-tab", "tab").pane, null);
  assert.equal(after("tab", "shift-tab").pane, null);
  assert.deepEqual([after("3").pane, after("3", "0").pane, after("9").pane], [2, null, null]);
});

test("connections are sorted by letters; the same one again turns the order round", () => {
  const sorted = (state: ViewState) => [
    PANES[connections]!.columns[state.sorted[connections]!]?.title,
    state.descending[connections],
  ];
  assert.deepEqual(sorted(after()), ["AGE", true]);
  assert.deepEqual(sorted(after("i")), ["IN", true]);
  assert.deepEqual(sorted(after("i", "i")), ["IN", false]);
  assert.deepEqual(sorted(after("b", "r")), ["BUF", false]);
  assert.deepEqual(sorted(after("right")), ["IN", true]);
  assert.deepEqual(sorted(after("left")), ["PROTOCOL", false]);
  assert.equal(after("left", "left", "left").sorted[connections], null);
  assert.equal(after("left", "left", "left", "right").sorted[connections], 0);
});

test("scrolling stays within what there is", () => {
  assert.deepEqual([after("up").scroll, after("down", "j").scroll], [0, 2]);
  assert.equal(after("page-down").scroll, 9);
  assert.equal(after("end").scroll, 25);
  assert.equal(after("end", "down", "up").scroll, 24);
  assert.equal(after("end", "page-up", "home").scroll, 0);
  // Rows have gone since.
  assert.equal(afterKey(after("end"), "up", { page: 10, most: 5 }).scroll, 4);
  assert.equal(after("down", "tab").scroll, 0);
});

test("a filter is typed, kept by enter, and taken back by escape", () => {
  assert.deepEqual([after("/").typing, after("/", "q", "p").filter], [true, "qp"]);
  const kept = after("/", "日", "b", "backspace", "enter");
  assert.deepEqual([kept.typing, kept.filter], [false, "日"]);
  assert.equal(after("/", "a", "escape").filter, "");
  assert.equal(after("/", "a", "enter", "escape").filter, "");
  assert.equal(after("/", "up", "tab").filter, "");
  assert.equal(after("/", ...Array.from({ length: 500 }, () => "x")).filter.length, 60);
});

test("help goes by any key, pauses go on, and the end is by q or Ctrl-C, also while typing", () => {
  assert.equal(after("?").help, true);
  assert.deepEqual([after("?", "x").help, after("?", "x").paused], [false, false]);
  assert.deepEqual([after("p").paused, after("p", " ").paused], [true, false]);
  for (const keys of [["q"], ["ctrl-c"], ["/", "ctrl-c"], ["?", "ctrl-c"], ["?", "q", "q"]])
    assert.equal(after(...keys).quit, true);
  assert.deepEqual([after("?", "q").help, after("?", "q").quit], [false, false]);
  assert.equal(after("/", "q").quit, false);
});

test("a key that means nothing changes nothing", () => {
  for (const key of ["é", "Z", "enter", "backspace"]) assert.deepEqual(after(key), FIRST_STATE);
});
