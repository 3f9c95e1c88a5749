import assert from "node:assert/strict";
import test from "node:test";
import { CancelledError, type Deferred, Failure } from "../deferred/index.ts";
import { ConnectedWaiters } from "./connected-waiters.ts";

function outcomes(...waits: Deferred<string>[]): unknown[] {
  const seen: unknown[] = waits.map(() => "waits");
  for (const [index, wait] of waits.entries())
    wait.addBoth((result) => {
      seen[index] = result instanceof Failure ? result.value.message : result;
    });
  return seen;
}

test("E9: each waiter counts the failures since it began to wait", () => {
  const waiters = new ConnectedWaiters<string>();
  const seen = outcomes(waiters.wait(1), waiters.wait(1.5), waiters.wait(Number.POSITIVE_INFINITY));
  waiters.attemptFailed(new Failure(new Error("first")));
  assert.deepEqual(seen, ["first", "waits", "waits"]);
  const late = outcomes(waiters.wait(2));
  waiters.attemptFailed(new Failure(new Error("second")));
  assert.deepEqual(seen, ["first", "second", "waits"]);
  assert.deepEqual(late, ["waits"]);
  waiters.callback("connected");
  assert.deepEqual(seen, ["first", "second", "connected"]);
  assert.deepEqual(late, ["connected"]);
});

test("a cancelled wait is over, also when another waiter is what cancels it", () => {
  const waiters = new ConnectedWaiters<string>();
  const [first, second] = [waiters.wait(1), waiters.wait(1)];
  first.addErrback(() => second.cancel());
  let failure: Failure | undefined;
  second.addErrback((reason) => {
    failure = reason;
    return "";
  });
  waiters.attemptFailed(new Failure(new Error("refused")));
  assert.equal(failure?.check(CancelledError), CancelledError);
});
