import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidTestCaseError, SkipTest } from "./errors.ts";
import type { TrialRequest } from "./host/index.ts";
import { RecordingRunner } from "./recording-runner.test-fixture.ts";
import { TestCase } from "./test-case.ts";
import type { TestCaseClass, TestOptions } from "./test-options.ts";
import { registerTests } from "./trial.ts";

class B extends TestCase {
  static options = { testD: { skip: "never" }, testE: { todo: "later" }, testF: { todo: "soon" } };
  testC(): void {}
  testD(): void {}
  testE(): void {
    throw new Error("x");
  }
  testF(): void {}
  testG(): void {
    throw new SkipTest("today");
  }
  testA(): void {
    throw new Error("broken");
  }
}
class A extends TestCase {
  testOne(): void {}
}

function register(request: TrialRequest, ...given: (TestCaseClass | TestOptions)[]) {
  const runner = new RecordingRunner();
  registerTests(runner, request, given);
  return runner;
}
const paths = (runner: RecordingRunner): string[] => runner.tests.map(({ path }) => path);

test("every test is one of the runner's, as it is written, and ends as it should", async () => {
  assert.deepEqual(await register({}, B, A).runAll(), [
    "B.testC: ok",
    "B.testD: skip never",
    "B.testE: todo expected failure: later",
    "B.testF: todo unexpected success: soon",
    "B.testG: skip today",
    "B.testA: failed broken",
    "A.testOne: ok",
  ]);
});

test("options for all of them come last", async () => {
  assert.deepEqual(await register({}, A, { skip: "all" }).runAll(), ["A.testOne: skip all"]);
});

test("the order that was asked for", () => {
  const sorted = paths(register({ order: "alphabetical" }, B, A));
  assert.deepEqual(sorted.slice(0, 3), ["A.testOne", "B.testA", "B.testC"]);
  const orders = [1, 2, 3].map((random) => paths(register({ random }, B, A)).join());
  assert.equal(new Set(orders).size, 3);
  assert.equal(paths(register({ random: 2 }, B, A)).join(), orders[1]);
});

test("what is wrong with a class is known when it is registered", () => {
  assert.throws(() => register({}, class X extends TestCase {}), InvalidTestCaseError);
  assert.throws(() => register({}, class Y {} as never), InvalidTestCaseError);
  for (const none of [[], [{ timeout: 1 }]])
    assert.throws(() => registerTests(new RecordingRunner(), {}, none), /no class of tests/);
});
