import assert from "node:assert/strict";
import { test } from "node:test";
import { FailTest } from "../errors.ts";
import { type Ending, EXPECTED_FAILURE, outcomeOf, UNEXPECTED_SUCCESS } from "./outcome.ts";

const said = (ending: Ending): string[] => {
  const { outcome, detail } = outcomeOf(ending, "/");
  return [outcome, detail.split("\n")[0]!];
};
const failed = (error: unknown): string[] => said({ failure: { error } });

test("a claim that does not hold is a failure, anything else that is thrown an error", () => {
  const claim = new assert.AssertionError({ message: "no" });
  assert.deepEqual(failed(claim), ["failure", "AssertionError: no"]);
  assert.deepEqual(failed(new FailTest("no")), ["failure", "FailTest: no"]);
  assert.deepEqual(failed(new TypeError("x")), ["error", "TypeError: x"]);
  assert.deepEqual(failed(undefined), ["error", "undefined"]);
});

test("skips and todos", () => {
  assert.deepEqual(said({}), ["success", ""]);
  assert.deepEqual(said({ skip: false, todo: false }), ["success", ""]);
  assert.deepEqual(said({ skip: "why" }), ["skip", "why"]);
  assert.deepEqual(said({ skip: true }), ["skip", ""]);
  assert.deepEqual(said({ todo: `${EXPECTED_FAILURE}a` }), ["expectedFailure", "a"]);
  assert.deepEqual(said({ todo: `${UNEXPECTED_SUCCESS}a` }), ["unexpectedSuccess", "a"]);
  assert.deepEqual(said({ todo: "b", failure: { error: 1 } }), ["expectedFailure", "b"]);
});
