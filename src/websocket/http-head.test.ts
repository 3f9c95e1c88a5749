import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../bytes/index.ts";
import { HeadReader, isHeader, listed, MOST_HEAD_BYTES } from "./http-head.ts";

const HEAD = "GET / HTTP/1.1\r\nHost: a\r\nX-List: one,  Two\r\nx-list:\tthree \r\n\r\n";

test("cut anywhere, it is the same head, and what is behind it is left", () => {
  for (let at = 0; at <= HEAD.length; at++) {
    const reader = new HeadReader();
    const first = reader.push(utf8(HEAD.slice(0, at)));
    const found = first ?? reader.push(utf8(`${HEAD.slice(at)}rest`));
    assert.equal(found?.head.startLine, "GET / HTTP/1.1");
    assert.deepEqual(
      [...found.head.headers],
      [
        ["host", "a"],
        ["x-list", "one,  Two, three"],
      ],
    );
    assert.equal(text(found.rest), at === HEAD.length ? "" : "rest");
    assert.deepEqual(listed(found.head, "x-list"), ["one", "Two", "three"]);
    assert.deepEqual(listed(found.head, "absent"), []);
  }
});

test("white space around a value is none of it, that within is, and so is none at all", () => {
  const spaces = " \t".repeat(2000);
  const lines = [`a:${spaces}x${spaces}y${spaces}`, `b:${spaces}`, "c:", "d:z"].join("\r\n");
  const found = new HeadReader(20_000).push(utf8(`GET / HTTP/1.1\r\n${lines}\r\n\r\n`));
  assert.deepEqual(
    [...found!.head.headers],
    [
      ["a", `x${spaces}y`],
      ["b", ""],
      ["c", ""],
      ["d", "z"],
    ],
  );
});

test("no more than the limit is kept, whether the end comes or not", () => {
  for (const tail of ["", "\r\n\r\n"]) {
    const reader = new HeadReader(20);
    assert.equal(reader.push(utf8("x".repeat(20))), null);
    assert.throws(() => reader.push(utf8(`y${tail}`)), { name: "HeadError", tooLong: true });
  }
  assert.equal(MOST_HEAD_BYTES, 16_384);
});

test("what is not exactly a head is refused", () => {
  for (const line of [
    "no colon",
    ": no name",
    "a b: spaces in the name",
    "a : a space before the colon",
    " folded",
    "x: a\nb",
    "x: a\rb",
    "x: \0",
    "x: \x7f",
    "Host: b",
  ])
    assert.throws(
      () => new HeadReader().push(utf8(`GET / HTTP/1.1\r\nHost: a\r\n${line}\r\n\r\n`)),
      { name: "HeadError", tooLong: false },
      line,
    );
});

test("what can be said in a head", () => {
  assert.ok(isHeader("X-Y", "any text\t, ünd more"));
  assert.ok(!isHeader("X Y", ""));
  assert.ok(!isHeader("X", "a\r\nB: c"));
});
