import assert from "node:assert/strict";
import { test } from "node:test";
import { make } from "./factory.ts";

test("functions are called and classes constructed, with all originals", () => {
  class Pair {
    readonly both: readonly unknown[];
    constructor(a: unknown, b: unknown) {
      this.both = [a, b];
    }
  }
  assert.deepEqual((make(Pair, [1, 2]) as Pair).both, [1, 2]);
  assert.deepEqual(
    make((a: unknown, b: unknown) => [a, b], [1, 2]),
    [1, 2],
  );
});

test("a factory which returns nothing returns null, and other falsy things are kept", () => {
  assert.equal(
    make(() => undefined, []),
    null,
  );
  assert.equal(
    make(() => 0, []),
    0,
  );
});
