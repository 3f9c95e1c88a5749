import assert from "node:assert/strict";
import { test } from "node:test";
import { absolutePath, checkName, isWithin, joined } from "./path-text.ts";

test("absolute paths", () => {
  for (const [path, absolute] of [
    ["/", "/"],
    ["/a//b/./c/..", "/a/b"],
    ["a", "/here/a"],
    ["../../../a", "/a"],
    ["", "/here"],
    ["/..", "/"],
  ] as const)
    assert.equal(absolutePath(path, "/here"), absolute, path);
  assert.throws(() => absolutePath("a\0b", "/"), { name: "InsecurePath" });
});

test("P2: within is by names, not by letters", () => {
  assert.ok(isWithin("/a", "/a") && isWithin("/a", "/a/b") && isWithin("/", "/x"));
  assert.ok(!isWithin("/a/foo", "/a/foobar") && !isWithin("/a/b", "/a"));
});

test("joined, and what is a name", () => {
  assert.deepEqual([joined("/", "a"), joined("/a", "b")], ["/a", "/a/b"]);
  for (const name of ["", ".", "..", "a/b", "/", "a\0"])
    assert.throws(() => checkName(name), { name: "InsecurePath" }, name);
  for (const name of ["a", "..a", "...", "a b", "\\", "~"]) checkName(name);
});
