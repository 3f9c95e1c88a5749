import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidTestCaseError } from "./errors.ts";
import { TestCase } from "./test-case.ts";
import { testMethodsOf } from "./test-methods.ts";

class Base extends TestCase {
  testOne(): void {}
  test_two(): void {}
  helper(): void {}
}
class Derived extends Base {
  testThree(): void {}
  override testOne(): void {}
  // What is no method is no test.
  get testing(): number {
    throw new Error("must not be asked");
  }
}

test("methods that begin with test, inherited ones first, each once, as they are written", () => {
  assert.deepEqual(testMethodsOf(Base), ["testOne", "test_two"]);
  assert.deepEqual(testMethodsOf(Derived), ["testOne", "test_two", "testThree"]);
});

test("what is no class of tests, or has none, is an error that names it", () => {
  const complains = (kind: unknown, message: RegExp): void =>
    assert.throws(
      () => testMethodsOf(kind as typeof Base),
      (error) => error instanceof InvalidTestCaseError && message.test(error.message),
    );
  complains(class Other {}, /Other does not extend TestCase/);
  complains(undefined, /undefined does not extend TestCase/);
  complains(class Empty extends TestCase {}, /Empty has no method that begins with "test"/);
  complains(class extends Base {}, /needs a name/);
  complains(
    class Mistyped extends Base {
      static options = { testOen: { timeout: 1 } };
    },
    /Mistyped\.options speaks of testOen, which is no test of it/,
  );
});
