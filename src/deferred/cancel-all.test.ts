import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Logger } from "../logger/index.ts";
import { cancelAll } from "./cancel-all.ts";
import { Deferred } from "./deferred.ts";
import { CancelledError } from "./errors.ts";

test("D28: a canceller that throws is logged, and the others are cancelled all the same", () => {
  const failure = mock.method(Logger.prototype, "failure", () => {});
  const seen: unknown[] = [];
  const broken = new Deferred<void>(() => {
    throw new Error("mine");
  });
  const good = new Deferred<void>().addErrback((f) => seen.push(f.check(CancelledError)));
  cancelAll([broken, good]);
  failure.mock.restore();
  assert.deepEqual(seen, [CancelledError]);
  assert.equal(failure.mock.callCount(), 1);
  assert.match(String(failure.mock.calls[0]?.arguments[1]), /mine/);
});
