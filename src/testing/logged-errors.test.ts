import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { Failure } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import {
  failOnLoggedErrors,
  flushLoggedErrors,
  LoggedErrors,
  LoggedErrorsError,
} from "./logged-errors.ts";
import { failOnUnhandledFailures } from "./unhandled-failures.ts";

const log = new Logger({ namespace: "test" });
const logFailure = (error: Error): void => log.failure("it has failed", new Failure(error));

/** The hooks that a test runner would call around each test. */
function hooks(): { begin: () => void; check: () => void } {
  let begin = (): void => assert.fail("no hook was set");
  let check = begin;
  failOnLoggedErrors(
    (hook) => {
      begin = hook;
    },
    (hook) => {
      check = hook;
    },
  );
  return { begin, check };
}

test("U3: a logged failure is an error of the test, and of none after it", () => {
  const { begin, check } = hooks();
  begin();
  logFailure(new RangeError("first"));
  log.error("no failure, only words");
  logFailure(new Error("second"));
  assert.throws(check, (error: unknown) => {
    assert.ok(error instanceof LoggedErrorsError);
    assert.deepEqual(
      error.errors.map((each) => each.message),
      ["first", "second"],
    );
    assert.match(error.message, /^2 failure[\s\S]*RangeError: first[\s\S]*logged-errors\.test/);
    return true;
  });
  logFailure(new Error("between tests"));
  begin();
  check();
});

test("U3: what is flushed is expected, by type or all", () => {
  const { begin, check } = hooks();
  begin();
  logFailure(new RangeError("a"));
  logFailure(new TypeError("b"));
  logFailure(new RangeError("c"));
  assert.deepEqual(
    flushLoggedErrors(RangeError).map(({ value }) => value.message),
    ["a", "c"],
  );
  assert.deepEqual(flushLoggedErrors("SyntaxError"), []);
  assert.equal(flushLoggedErrors().length, 1);
  assert.deepEqual(flushLoggedErrors(), []);
  check();
});

test("U3: where nobody observes, to ask is a mistake", () => {
  assert.throws(() => flushLoggedErrors(), /failOnLoggedErrors/);
  const some = new LoggedErrors(() => false);
  some.start();
  assert.throws(() => flushLoggedErrors(), /failOnLoggedErrors/);
  some.stop();
});

test("U3: of several observers each failure comes once, and is expected for all", () => {
  const [outer, inner] = [hooks(), hooks()];
  outer.begin();
  inner.begin();
  logFailure(new RangeError("mine"));
  assert.equal(flushLoggedErrors(RangeError).length, 1);
  inner.check();
  outer.check();
});

test("U3: an observer of some events keeps those until it is asked", () => {
  const some = new LoggedErrors(({ log_namespace }) => log_namespace === "test");
  some.start();
  logFailure(new RangeError("mine"));
  new Logger({ namespace: "other" }).failure("x", new Failure(new Error("not mine")));
  some.stop();
  some.stop();
  logFailure(new RangeError("after it"));
  assert.deepEqual(
    some.flush().map(({ value }) => value.message),
    ["mine"],
  );
  assert.deepEqual(some.flush(), []);
});

test("D20: what is flushed is no unhandled failure either", () => {
  const { begin, check } = hooks();
  let unhandled = (): void => {};
  failOnUnhandledFailures((hook) => {
    unhandled = hook;
  });
  begin();
  new Logger({ namespace: "torsion.deferred" }).failure(
    "Unhandled error in Deferred",
    new Failure(new RangeError("collected")),
  );
  assert.equal(flushLoggedErrors(RangeError).length, 1);
  check();
  unhandled();
});

test("U3: under node:test the guilty test fails, by name, and the others pass", () => {
  const url = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);
  const program = `
    import { afterEach, beforeEach, test } from "node:test";
    import { Failure } from ${url("../deferred/index.js")};
    import { Logger } from ${url("../logger/index.js")};
    import { failOnLoggedErrors, flushLoggedErrors } from ${url("./logged-errors.js")};
    failOnLoggedErrors(beforeEach, afterEach);
    const log = new Logger({ namespace: "x" });
    test("innocent", () => log.error("words"));
    test("guilty", () => log.failure("x", new Failure(new RangeError("mine"))));
    test("expecting", () => {
      log.failure("x", new Failure(new RangeError("expected")));
      flushLoggedErrors(RangeError);
    });`;
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout, status } = spawnSync(
    process.execPath,
    ["--test-reporter=tap", "--input-type=module", "--eval", program],
    { encoding: "utf8", env, timeout: 30_000 },
  );
  assert.equal(status, 1);
  assert.match(stdout, /^ok \d+ - innocent$/m);
  assert.match(stdout, /^not ok \d+ - guilty$/m);
  assert.match(stdout, /RangeError: mine/);
  assert.match(stdout, /^ok \d+ - expecting$/m);
});
