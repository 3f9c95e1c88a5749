import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Logger } from "../logger/index.ts";
import { execute, fail, logError, maybeDeferred, passthru, succeed } from "./constructors.ts";
import { Deferred } from "./deferred.ts";
import { NonErrorThrown } from "./errors.ts";
import { Failure } from "./failure.ts";

/** How a Deferred that is over ended; deals with its failure. */
function outcome(d: Deferred<unknown>): unknown {
  let seen: unknown = "not yet";
  d.addBoth((result) => {
    seen = result instanceof Failure ? result.value : result;
  });
  return seen;
}

test("succeed and fail have fired already", () => {
  const error = new Error("mine");
  assert.equal(outcome(succeed(1)), 1);
  assert.equal(outcome(fail(error)), error);
  assert.ok(outcome(fail("text")) instanceof NonErrorThrown);
});

test("maybeDeferred: a value, a throw, a Deferred, a Failure all become a Deferred, at once", () => {
  const error = new Error("mine");
  assert.equal(outcome(maybeDeferred((a: number, b: number) => a + b, 1, 2)), 3);
  assert.equal(
    outcome(
      maybeDeferred(() => {
        throw error;
      }),
    ),
    error,
  );
  assert.equal(outcome(maybeDeferred(() => succeed("x"))), "x");
  assert.equal(outcome(maybeDeferred(() => new Failure(error))), error);
});

test("maybeDeferred gives back the very Deferred that was returned", () => {
  const inner = new Deferred<number>();
  assert.equal(
    maybeDeferred(() => inner),
    inner,
  );
});

test("logError logs at critical and passes the failure on; passthru passes anything on", () => {
  const logged = mock.method(Logger.prototype, "failure", () => {});
  const error = new Error("mine");
  const d = fail(error).addErrback(logError).addBoth(passthru);
  logged.mock.restore();
  assert.equal(outcome(d), error);
  assert.equal(logged.mock.callCount(), 1);
});

test("maybeDeferred: a promise is waited for, and a Deferred can be cancelled through it", async () => {
  assert.equal(await maybeDeferred(async () => 4), 4);
  await assert.rejects(
    async () => await maybeDeferred(() => Promise.reject(new Error("no"))),
    /no/,
  );
  let asked = 0;
  const inner = new Deferred<void>(() => {
    asked += 1;
  });
  const outer = maybeDeferred(() => inner);
  outer.addErrback(() => undefined);
  outer.cancel();
  assert.equal(asked, 1);
});

test("execute gives the outcome of a function that does not wait", () => {
  const error = new Error("mine");
  assert.equal(outcome(execute((n: number) => n * 2, 4)), 8);
  assert.equal(
    outcome(
      execute(() => {
        throw error;
      }),
    ),
    error,
  );
  assert.ok(outcome(execute(() => new Deferred())) instanceof TypeError);
});
