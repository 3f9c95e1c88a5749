import assert from "node:assert/strict";
import { test } from "node:test";
import { TestCase } from "./test-case.ts";
import { planOf, type TestCaseClass } from "./test-options.ts";

class Base extends TestCase {
  static timeout = 7;
  static options: TestCaseClass["options"] = { testOne: { skip: "base", todo: "later" } };
  testOne(): void {}
  testTwo(): void {}
}
class Derived extends Base {
  static override options: TestCaseClass["options"] = { testOne: { skip: "derived" } };
}

test("nothing said: not skipped, expected to pass, 120 seconds (U1)", () => {
  class Plain extends TestCase {}
  assert.deepEqual(planOf(Plain, "testX"), {
    ...{ skip: undefined, todo: undefined, timeout: 120 },
    leaks: undefined,
  });
});

test("what is nearest to the test counts, for each thing apart", () => {
  const todo = { reason: "later" };
  assert.deepEqual(planOf(Base, "testOne"), { skip: "base", todo, timeout: 7, leaks: undefined });
  assert.deepEqual(planOf(Derived, "testOne"), {
    skip: "derived",
    todo,
    timeout: 7,
    leaks: undefined,
  });
  const ofAll = { skip: "all", timeout: 1, leaks: false } as const;
  assert.deepEqual(planOf(Base, "testTwo", ofAll), {
    ...{ skip: "all", todo: undefined, timeout: 7 },
    leaks: false,
  });
});

test("a time that is none is refused", () => {
  assert.throws(() => planOf(Base, "testOne", {}) && planOf(TestCaseWith(0), "testX"), /timeout 0/);
  assert.throws(() => planOf(TestCaseWith(Number.NaN), "testX"), /Mine\.testX: timeout NaN/);
});

function TestCaseWith(seconds: number): TestCaseClass {
  return class Mine extends TestCase {
    static timeout: number = seconds;
  };
}
