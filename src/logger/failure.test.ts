import assert from "node:assert/strict";
import { test } from "node:test";
import { failureFrom, messageOf, tracebackOf } from "./failure.ts";

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

test("a failure stays as it is; anything else that was thrown is wrapped", () => {
  const failure = { value: new Error("x"), getTraceback: () => "trace" };
  assert.equal(failureFrom(failure), failure);
  assert.equal(tracebackOf(failure), "trace");
  for (const thrown of [new Error("x"), "text", undefined, null, { value: 1 }, revoked()])
    assert.equal(failureFrom(thrown).value, thrown);
  assert.equal(failureFrom(new TypeError("no")).getErrorMessage?.(), "TypeError: no");
});

test("a traceback has the stack of the error and of its causes", () => {
  const error = new Error("outer", { cause: new TypeError("inner", { cause: "root" }) });
  const trace = tracebackOf(failureFrom(error));
  assert.match(trace, /^Error: outer\n\s+at .*failure\.test/);
  assert.match(trace, /\nCaused by: TypeError: inner\n\s+at [\s\S]*\nCaused by: root$/);
  const several = new AggregateError([new Error("one"), "two"], "all");
  assert.match(
    tracebackOf(failureFrom(several)),
    /all[\s\S]*One of several: Error: one[\s\S]*One of several: two/,
  );
});

test("a cause that leads back to itself is shown once", () => {
  const error = new Error("loop");
  error.cause = error;
  assert.equal(tracebackOf(failureFrom(error)).match(/Error: loop/g)?.length, 1);
});

test("tracebackOf and messageOf never throw", () => {
  const bad = {
    value: 1,
    getTraceback(): string {
      throw new Error("no trace");
    },
  };
  assert.equal(tracebackOf(bad), "(UNABLE TO OBTAIN TRACEBACK FROM EVENT): Error: no trace");
  assert.equal(tracebackOf({ value: "only a value" }), "only a value");
  assert.match(messageOf(Object.create(null)), /cannot be shown/);
  assert.equal(typeof tracebackOf(failureFrom(revoked())), "string");
});
