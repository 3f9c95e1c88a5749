import assert from "node:assert/strict";
import { test } from "node:test";
import { codedError, withCode } from "./error-code.ts";

const codeOf = (error: Error): unknown => (error as NodeJS.ErrnoException).code;

test("an error has the code of its cause, and stays the same error", () => {
  const error = new Error("lost", { cause: codedError("ECONNRESET", "reset") });
  assert.equal(withCode(error), error);
  assert.equal(codeOf(error), "ECONNRESET");
  assert.deepEqual(Object.keys(error), []);
});

test("a code of its own is kept; without one, or where there is no adding to it, nothing changes", () => {
  const own = Object.assign(new Error("x", { cause: codedError("EPIPE", "") }), { code: "MINE" });
  assert.equal(codeOf(withCode(own)), "MINE");
  assert.equal(codeOf(withCode(new Error("x"))), undefined);
  assert.equal(codeOf(withCode(new Error("x", { cause: { code: 5 } }))), undefined);
  const frozen = Object.freeze(new Error("x", { cause: codedError("EPIPE", "") }));
  assert.equal(codeOf(withCode(frozen)), undefined);
});
