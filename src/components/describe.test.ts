import assert from "node:assert/strict";
import { test } from "node:test";
import { describe, isClass } from "./describe.ts";

test("things are described by class, functions and classes by name", () => {
  class Echo {}
  assert.equal(describe(new Echo()), "an instance of Echo");
  assert.equal(describe(Echo), "class Echo");
  assert.equal(
    describe(function build() {}),
    "function build",
  );
  assert.equal(
    describe(() => 1),
    "function (anonymous)",
  );
  assert.equal(describe(Object.create(null)), "an object without a class");
});

test("primitives are described as they are written", () => {
  assert.equal(describe("x"), '"x"');
  assert.equal(describe(3), "3");
  assert.equal(describe(null), "null");
  assert.equal(describe(undefined), "undefined");
  assert.equal(describe(Symbol("s")), "Symbol(s)");
});

test("a hostile object does not make describe throw", () => {
  const hostile = new Proxy(
    {},
    {
      get(): never {
        throw new Error("no");
      },
    },
  );
  assert.equal(describe(hostile), "an object that cannot be described");
});

test("isClass tells what needs new", () => {
  assert.equal(isClass(class {}), true);
  assert.equal(isClass(Map), true);
  for (const f of [() => 1, function old() {}, async () => 1, Math.max])
    assert.equal(isClass(f), false);
});
