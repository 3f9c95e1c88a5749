import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import { FingerQueryError } from "./errors.ts";
import { plainText, readQuery, writeQuery } from "./query.ts";

test("RFC 1288: nobody, a user, a host to be asked instead, each with /W before it", () => {
  const read = (line: string) => {
    const { user, host, slashW } = readQuery(utf8(line));
    return [user, host, slashW];
  };
  assert.deepEqual(read(""), ["", null, false]);
  assert.deepEqual(read("  "), ["", null, false]);
  assert.deepEqual(read("ada"), ["ada", null, false]);
  assert.deepEqual(read("/W"), ["", null, true]);
  assert.deepEqual(read("/w\tada "), ["ada", null, true]);
  assert.deepEqual(read("ada@b"), ["ada", "b", false]);
  assert.deepEqual(read("/W @b"), ["", "b", true]);
  assert.deepEqual(read("ada@b@c"), ["ada@b", "c", false]);
  for (const line of ["ada bob", "ada /W", "/W ada bob", "a\0b", "a\x1b[2J", "a\x7f"])
    assert.throws(() => read(line), FingerQueryError, line);
});

test("a query that is written is read as the same, and is one line", () => {
  for (const who of ["", "ada", "ada@b", "@b", "ü"])
    for (const slashW of [false, true]) {
      const { user, host, slashW: read } = readQuery(utf8(writeQuery(who, slashW)));
      assert.deepEqual([user + (host === null ? "" : `@${host}`), read], [who, slashW]);
    }
  for (const who of ["a\r\nb", "a b", "a\0", "a".repeat(513)])
    assert.throws(() => writeQuery(who, false), FingerQueryError);
});

test("of a text what a terminal would obey is taken away", () => {
  assert.equal(plainText("a\tb\r\nc\x1b[2J\x07\x7f\u009bd\n"), "a\tb\nc[2Jd\n");
});
