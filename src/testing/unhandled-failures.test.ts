import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { Deferred, fail, flushUnhandledFailures, withSignal } from "../deferred/index.ts";
import { failOnUnhandledFailures, UnhandledFailuresError } from "./unhandled-failures.ts";

/** The check that a test runner would make after each test. */
function check(): () => void {
  let made = (): void => assert.fail("no hook was set");
  failOnUnhandledFailures((hook) => {
    made = hook;
  });
  return made;
}

test("D19: what a test leaves behind is an error of that test, and of none after it", () => {
  flushUnhandledFailures();
  const afterEach = check();
  afterEach();
  const left = [fail(new RangeError("first")), fail(new Error("second"))];
  assert.throws(afterEach, (error: unknown) => {
    assert.ok(error instanceof UnhandledFailuresError);
    assert.deepEqual(
      error.errors.map((each) => each.message),
      ["first", "second"],
    );
    assert.match(error.message, /^2 failed[\s\S]*RangeError: first/);
    return true;
  });
  afterEach();
  assert.ok(left.every((d) => d.called));
});

test("D19: what was dealt with is no error, nor what the test took itself", () => {
  const afterEach = check();
  fail(new Error("dealt with")).addErrback(() => undefined);
  const expected = fail(new Error("expected"));
  assert.equal(flushUnhandledFailures().length, 1);
  afterEach();
  assert.ok(expected.called);
});

test("D20: a canceller that threw is an error of the test, though it was only logged", () => {
  const afterEach = check();
  const signal = AbortSignal.abort();
  const cancelled = new Deferred<void>(() => {
    throw new Error("mine");
  });
  withSignal(cancelled, signal);
  assert.throws(afterEach, /1 failed[\s\S]*mine/);
});

test("D19: under node:test the guilty test fails, by name, and the others pass", () => {
  const url = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);
  const program = `
    import { afterEach, test } from "node:test";
    import { fail } from ${url("../deferred/index.js")};
    import { failOnUnhandledFailures } from ${url("./unhandled-failures.js")};
    failOnUnhandledFailures(afterEach);
    let held;
    test("innocent", () => {});
    test("guilty", () => { held = fail(new Error("left behind")); });
    test("after it", () => {});`;
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout, status } = spawnSync(
    process.execPath,
    ["--test-reporter=tap", "--input-type=module", "--eval", program],
    { encoding: "utf8", env, timeout: 30_000 },
  );
  assert.equal(status, 1);
  assert.match(stdout, /^ok \d+ - innocent$/m);
  assert.match(stdout, /^not ok \d+ - guilty$/m);
  assert.match(stdout, /left behind/);
  assert.match(stdout, /^ok \d+ - after it$/m);
});
