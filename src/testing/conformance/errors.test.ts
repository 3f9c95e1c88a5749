import assert from "node:assert/strict";
import { test } from "node:test";
import { ConformanceError, check, same, throws } from "./errors.ts";

const says = (message: string) => ({ name: "ConformanceError", message });

test("same: as JSON, and says both", () => {
  same("list", [1, { a: "b" }], [1, { a: "b" }]);
  same("nothing", undefined, undefined);
  assert.throws(() => same("list", [1], [2]), says("list: [1], and should be [2]"));
  assert.throws(() => same("nothing", undefined, null), ConformanceError);
});

test("check: says what is not so", () => {
  check("the sky is up", true);
  assert.throws(() => check("the sky is up", false), says("not so: the sky is up"));
});

test("throws: an error of that name, else it says what there was instead", () => {
  const boom = (): never => {
    throw new RangeError("boom");
  };
  throws("f", "RangeError", boom);
  assert.throws(
    () => throws("f", "TypeError", boom),
    says('f: "RangeError", and should be "TypeError"'),
  );
  assert.throws(
    () => throws("f", "TypeError", () => {}),
    says("f: nothing was thrown, and should be TypeError"),
  );
});
