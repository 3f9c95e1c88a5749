import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestOutcome } from "../../trial/index.ts";
import { Counts } from "./results.ts";

function counts(...outcomes: TestOutcome[]): Counts {
  const all = new Counts();
  for (const outcome of outcomes) all.add({ id: "x", outcome, detail: "", seconds: 0 });
  return all;
}

test("the words and their order are Twisted's", () => {
  const all = counts("success", "error", "failure", "skip", "expectedFailure", "success");
  assert.equal(String(all), "(skips=1, expectedFailures=1, failures=1, errors=1, successes=2)");
  assert.equal(all.total, 6);
  assert.equal(String(counts()), "");
});

test("U7: only failures and errors have it fail", () => {
  assert.ok(counts("success", "skip", "expectedFailure", "unexpectedSuccess").passed);
  assert.ok(!counts("success", "failure").passed);
  assert.ok(!counts("success", "error").passed);
});
