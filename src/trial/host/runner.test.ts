import assert from "node:assert/strict";
import { test } from "node:test";
import { isIn, OpenSuites } from "./runner.ts";

test("the path of a test has the suites that are open, also after one threw", () => {
  const suites = new OpenSuites();
  suites.define("a", () =>
    suites.define("b", () => assert.equal(suites.pathOf("test"), "a.b.test")),
  );
  assert.throws(() =>
    suites.define("a", () => {
      throw new Error("x");
    }),
  );
  assert.equal(suites.pathOf("test"), "test");
});

test("a name means a test, or all of a suite", () => {
  assert.deepEqual(
    ["S.t", "S", "ST.t", "S.tt"].map((path) => [isIn(path, "S"), isIn(path, "S.t")]),
    [
      [true, true],
      [true, false],
      [false, false],
      [true, false],
    ],
  );
});
