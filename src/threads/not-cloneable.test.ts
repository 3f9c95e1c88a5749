import assert from "node:assert/strict";
import { test } from "node:test";
import { NotCloneableError } from "../net/index.ts";
import { notCloneable } from "./not-cloneable.ts";

const cause = new Error("the runtime's own words");
const said = (value: unknown): string => notCloneable("arguments", "f", value, cause).message;

test("what it is and where, however deep", () => {
  const key = Symbol("s");
  for (const [value, expected] of [
    [[1, (): void => {}], /^f\(\): arguments\[1\] is a function: give the URL of its module/],
    [[function named() {}], /^f\(\): arguments\[0\] is a function \(named\)/],
    [[{ a: { b: [key] } }], /^f\(\): arguments\[0\]\.a\.b\[0\] is a symbol;/],
    [[new Map([["k", () => {}]])], /^f\(\): arguments\[0\]\.get\(k\) is a function/],
    [[new Map([[() => {}, 1]])], /^f\(\): a key of arguments\[0\] is a function/],
    [[new Set([() => {}])], /^f\(\): a member of arguments\[0\] is a function/],
    [
      [{ p: Promise.resolve() }],
      /^f\(\): arguments\[0\]\.p is \[object Promise\], which cannot be cop/,
    ],
  ] as const)
    assert.match(said(value), expected);
});

test("it is a TypeError, and has the runtime's own as its cause", () => {
  const error = notCloneable("arguments", "f", [() => {}], cause);
  assert.ok(error instanceof TypeError && error instanceof NotCloneableError);
  assert.equal(error.cause, cause);
});

test("where it finds nothing it says what the runtime said", () => {
  const round: unknown[] = [new Uint8Array(3)];
  round.push(round);
  assert.match(said(round), /^f\(\): arguments: the runtime's own words; only data/);
  const hostile = {
    get x() {
      throw new Error("no");
    },
  };
  assert.match(said([hostile]), /^f\(\): arguments: the runtime's own words/);
});
