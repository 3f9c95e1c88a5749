import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Coroutine,
  Deferred,
  fail,
  flushUnhandledFailures,
  succeed,
} from "../../deferred/index.ts";
import { UnexpectedResultError } from "./errors.ts";
import { assertNoResult, failureResultOf, successResultOf } from "./results.ts";

const unexpected =
  (...patterns: RegExp[]) =>
  (error: unknown): true => {
    assert.ok(error instanceof UnexpectedResultError);
    for (const pattern of patterns) assert.match(error.message, pattern);
    return true;
  };

test("U6: successResultOf gives the value that is there, and leaves it", () => {
  const d = succeed(3);
  assert.equal(successResultOf(d), 3);
  assert.equal(successResultOf(d), 3);
  assert.equal(successResultOf(succeed(undefined)), undefined);
});

test("U6: successResultOf wants a result now, and does not take what comes later", () => {
  const d = new Deferred<number>();
  assert.throws(() => successResultOf(d), unexpected(/a success, but it has no result yet/));
  d.callback(4);
  assert.equal(successResultOf(d), 4);
});

test("U6: a Deferred that waits for another has no result", () => {
  const inner = new Deferred<number>();
  const d = succeed(1).addCallback(() => inner);
  assert.throws(() => successResultOf(d), UnexpectedResultError);
  assert.throws(() => failureResultOf(d), UnexpectedResultError);
  assertNoResult(d);
  inner.callback(5);
  assert.equal(successResultOf(d), 5);
});

test("U6: where it has failed, successResultOf shows the traceback, and the failure is dealt with", () => {
  flushUnhandledFailures();
  const d = fail(new RangeError("mine"));
  assert.throws(() => successResultOf(d), unexpected(/RangeError: mine/, /results\.test/));
  assert.deepEqual(flushUnhandledFailures(), []);
});

test("U6: failureResultOf gives the failure, if it is of one of the types", () => {
  flushUnhandledFailures();
  assert.equal(failureResultOf(fail(new RangeError("a"))).value.message, "a");
  assert.equal(failureResultOf(fail(new RangeError("b")), TypeError, RangeError).type, RangeError);
  assert.equal(failureResultOf(fail(new RangeError("c")), "RangeError").value.message, "c");
  assert.throws(
    () => failureResultOf(fail(new RangeError("other")), TypeError, SyntaxError),
    unexpected(/type TypeError or SyntaxError/, /RangeError: other/, /results\.test/),
  );
  assert.deepEqual(flushUnhandledFailures(), []);
});

test("U6: failureResultOf says what is there instead", () => {
  assert.throws(() => failureResultOf(succeed({ a: 1 })), unexpected(/succeeded with \{a: 1\}/));
  const d = new Deferred<number>();
  assert.throws(() => failureResultOf(d), unexpected(/a failure, but it has no result yet/));
  d.errback(new Error("later"));
  assert.equal(failureResultOf(d).value.message, "later");
});

test("U6: assertNoResult leaves the result that comes later", () => {
  const d = new Deferred<number>();
  assertNoResult(d);
  d.callback(6);
  assert.throws(() => assertNoResult(d), unexpected(/no result, but it has succeeded with 6/));
  assert.equal(successResultOf(d), 6);
});

test("U6: a failure that assertNoResult has reported is dealt with", () => {
  flushUnhandledFailures();
  assert.throws(() => assertNoResult(fail(new Error("mine"))), unexpected(/Error: mine/));
  assert.deepEqual(flushUnhandledFailures(), []);
});

test("a generator is run", () => {
  function* add(a: Deferred<number>, b: Deferred<number>): Coroutine<number> {
    return (yield* a) + (yield* b);
  }
  assert.equal(successResultOf(add(succeed(1), succeed(2))), 3);
  assertNoResult(add(succeed(1), new Deferred()));
  failureResultOf(add(succeed(1), fail(new RangeError())), RangeError);
});

test("a promise cannot be asked", () => {
  assert.throws(() => successResultOf(Promise.resolve(1) as never), TypeError);
  assert.throws(() => assertNoResult(Promise.resolve(1) as never), /await it instead/);
});
