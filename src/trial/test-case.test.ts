import assert from "node:assert/strict";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { fail, succeed } from "../deferred/index.ts";
import { FailTest } from "./errors.ts";
import { partsOf, TestCase } from "./test-case.ts";

class Sample extends TestCase {
  testIt(): void {}
}
const cleanUp = (sample: TestCase): void => {
  const { cleanups } = partsOf(sample);
  for (let next = cleanups.pop(); next !== undefined; next = cleanups.pop()) next();
};

test("it knows its name", () => {
  assert.equal(new Sample("testIt").id(), "Sample.testIt");
});

test("patch is undone, own and inherited members and accessors alike, also before the end", () => {
  const base = { inherited: 1 };
  const object = Object.assign(Object.create(base) as { own: number; inherited: number }, {
    own: 1,
  });
  Object.defineProperty(object, "got", { get: () => 3, configurable: true });
  const sample = new Sample("testIt");
  const got = object as unknown as { got: number };
  sample.patch(object, "own", 5);
  sample.patch(object, "own", 6);
  sample.patch(object, "inherited", 7);
  sample.patch(got, "got", 8);
  assert.deepEqual([object.own, object.inherited, got.got, base.inherited], [6, 7, 8, 1]);
  cleanUp(sample);
  assert.deepEqual([object.own, object.inherited, got.got], [1, 1, 3]);
  assert.ok(!Object.hasOwn(object, "inherited"));
  const patched = sample.patch(object, "own", 9);
  patched.restore();
  assert.equal(object.own, 1);
});

test("mktemp gives paths at which there is nothing, in folders that are there", () => {
  const sample = new Sample("testIt");
  const [one, two] = [sample.mktemp(), sample.mktemp()];
  assert.notEqual(one, two);
  assert.ok(!existsSync(one) && existsSync(dirname(one)));
  assert.match(one, /trial-Sample\.testIt-/);
  writeFileSync(one, "x");
  rmSync(partsOf(sample).folder.path!, { recursive: true });
});

test("assertFailure gives the error, and fails for another and for none", async () => {
  const sample = new Sample("testIt");
  const error = new TypeError("x");
  assert.equal(await sample.assertFailure(fail(error), TypeError, RangeError), error);
  assert.equal(await sample.assertFailure(fail(error), "TypeError"), error);
  assert.equal(await sample.assertFailure(fail(error)), error);
  await assert.rejects(
    sample.assertFailure(fail(error), RangeError),
    (thrown) =>
      thrown instanceof FailTest &&
      thrown.cause === error &&
      thrown.message === "RangeError was expected, and it was TypeError: x",
  );
  await assert.rejects(sample.assertFailure(succeed(5), RangeError), /the result was: 5/);
});

test("fail fails", () => {
  assert.throws(() => new Sample("testIt").fail("why"), new FailTest("why"));
});
