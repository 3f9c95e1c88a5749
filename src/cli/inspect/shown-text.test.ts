import assert from "node:assert/strict";
import { test } from "node:test";
import { fitted, visible, widthOf } from "./shown-text.ts";

test("what a terminal would obey is shown, and not obeyed", () => {
  assert.equal(visible("a\u001b[2Jb\r\n\u0007"), "a\\x1b[2Jb\\x0d\\x0a\\x07");
  assert.equal(visible("\u009b31m\u007f"), "\\x9b31m\\x7f");
  // The other direction, no width, half a character, the end of a line.
  assert.equal(visible("\u202eabc\u200b\ud800\u2028"), "\\u{202e}abc\\u{200b}\\u{d800}\\u{2028}");
  assert.equal(visible("ada 日本 🙂 é"), "ada 日本 🙂 é");
});

test("nothing that is visible has a control character in it, whatever it was", () => {
  for (let code = 0; code < 0x3000; code++) {
    const shown = visible(String.fromCharCode(code));
    assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Cs}]/u, code.toString(16));
  }
});

test("width is columns of the terminal: wide characters take two, marks none", () => {
  assert.deepEqual(["abc", "日本", "e\u0301", "🙂", "…", ""].map(widthOf), [3, 4, 1, 2, 1, 0]);
});

test("a text is cut, or filled, to exactly as many columns as there are", () => {
  assert.equal(fitted("abc", 5), "abc  ");
  assert.equal(fitted("abc", 5, "end"), "  abc");
  assert.equal(fitted("abcdef", 4), "abc…");
  assert.equal(fitted("日本語", 4), "日… ");
  assert.equal(fitted("abc", 0), "");
  for (const text of ["abcdef", "日本語の", "a日b本", "e\u0301e\u0301e\u0301"])
    for (let width = 0; width < 12; width++) assert.equal(widthOf(fitted(text, width)), width);
});
