import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import { cut, payloadText, printable } from "./payload-text.ts";

test("what cannot be printed is escaped, and all else stays", () => {
  assert.equal(printable("GET /é HTTP/1.1\r\n\tx"), "GET /é HTTP/1.1\\r\\n\\tx");
  assert.equal(printable("a\\b\0\x1b[31m\x7f\x85"), "a\\\\b\\0\\x1b[31m\\x7f\\x85");
  assert.equal(printable("\u202eabc\u200b\u2028\ufeff"), "\\u{202e}abc\\u{200b}\\u{2028}\\u{feff}");
  assert.equal(printable("\ud800 \u{1f600}"), "\\u{d800} \u{1f600}");
});

test("a text is cut between characters, and the mark counts", () => {
  assert.equal(cut("abcd", 4), "abcd");
  assert.equal(cut("abcde", 4), "abc…");
  assert.equal(cut("\u{1f600}\u{1f600}\u{1f600}", 3), "\u{1f600}\u{1f600}\u{1f600}");
  assert.equal(cut("\u{1f600}\u{1f600}\u{1f600}", 2), "\u{1f600}…");
});

test("bytes that are text are quoted, others are counted and shown in hexadecimal", () => {
  assert.equal(payloadText(utf8("hello\r\n")), '"hello\\r\\n"');
  assert.equal(payloadText(utf8("grüße")), '"grüße"');
  assert.equal(payloadText(utf8("")), '""');
  assert.equal(payloadText(Uint8Array.of(0xff)), "1 byte: ff");
  assert.equal(payloadText(utf8("\x1b[2J")), "4 bytes: 1b 5b 32 4a");
  assert.equal(
    payloadText(Uint8Array.from({ length: 9 }, (_, at) => at)),
    "9 bytes: 00 01 02 03 04 05 06 07 …",
  );
});

test("a long text is cut, though it be cut within a character", () => {
  assert.equal(payloadText(utf8("é".repeat(1_000)), 18), '2000 bytes: "éééé…');
  assert.equal(payloadText(utf8(`aaa${"\u{1f600}".repeat(100)}`), 3), '403 bytes: "…');
  // A last character of which bytes are missing is no text.
  assert.match(payloadText(utf8("é").subarray(0, 1)), /^1 byte/);
});
