import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "./deferred.ts";
import { Failure } from "./failure.ts";
import { fromThenable, isThenable } from "./thenable.ts";

test("what has a then that can be called is something to wait for", () => {
  const thenable = { then: () => {} };
  for (const value of [new Deferred(), Promise.resolve(), thenable]) assert.ok(isThenable(value));
  for (const value of [null, undefined, 1, "then", {}, { then: 1 }, new Failure("x"), () => {}])
    assert.equal(isThenable(value), false);
});

test("fromThenable gives a Deferred as it is, and a promise's outcome in one", async () => {
  const d = new Deferred<number>();
  assert.equal(fromThenable(d), d);
  assert.equal(await fromThenable(Promise.resolve(1)), 1);
  const error = new Error("mine");
  await assert.rejects(async () => await fromThenable(Promise.reject(error)), error);
});

test("cancelled, it is no longer waited for, and the late outcome is dropped", async () => {
  let resolve = (_: number): void => {};
  const promise = new Promise<number>((r) => {
    resolve = r;
  });
  const d = fromThenable(promise);
  const seen: unknown[] = [];
  d.addBoth((result) => seen.push(String(result)));
  d.cancel();
  resolve(1);
  await promise;
  await Promise.resolve();
  assert.deepEqual(seen, ["[Failure CancelledError: cancelled]"]);
});
