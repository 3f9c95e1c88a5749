import assert from "node:assert/strict";
import { test } from "node:test";
import { globMatches } from "./glob.ts";

test("patterns", () => {
  for (const [pattern, yes, no] of [
    ["*", ["", "a", "abc"], [".a"]],
    ["*.log", [".log".slice(1) && "a.log", "a.b.log"], ["a.logs", ".log"]],
    ["a?c", ["abc", "a😀c"], ["ac", "abbc"]],
    ["log.[1-9]", ["log.1"], ["log.0", "log.10"]],
    ["[!a-c]x", ["dx"], ["ax", "x"]],
    ["[]]", ["]"], ["["]],
    ["[a-]", ["a", "-"], ["b"]],
    ["[a", ["[a"], ["a"]],
    [".*", [".a"], ["a"]],
    ["a*b*c", ["abc", "axxbyyc"], ["acb"]],
    ["", [""], ["a"]],
  ] as const) {
    for (const name of yes) assert.ok(globMatches(pattern, name), `${pattern} ${name}`);
    for (const name of no) assert.ok(!globMatches(pattern, name), `${pattern} ${name}`);
  }
});

test("many stars take no time", () => {
  assert.ok(!globMatches(`${"a*".repeat(100)}b`, "a".repeat(2000)));
});
