import assert from "node:assert/strict";
import { test } from "node:test";
import { findRunner, testRunner } from "./test-runner.ts";

test("it is Node's here, and always the same", () => {
  assert.equal(testRunner().name, "node");
  assert.equal(testRunner(), testRunner());
});

test("the others are found by what they leave in sight; Vitest may run on any of the runtimes", () => {
  const vitest = { describe: () => {}, test: () => {} };
  const Bun = {
    jest: () => ({ describe: () => {}, test: Object.assign(() => {}, { skip: () => {} }) }),
  };
  const Deno = { test: () => {} };
  assert.equal(findRunner({ __vitest_index__: vitest, Bun }).name, "vitest");
  assert.equal(findRunner({ Bun }).name, "bun");
  assert.equal(findRunner({ Deno }).name, "deno");
  assert.equal(findRunner({ Deno: {} }).name, "node");
});
