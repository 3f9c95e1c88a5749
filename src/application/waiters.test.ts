import assert from "node:assert/strict";
import test from "node:test";
import { CancelledError, Failure } from "../deferred/index.ts";
import { Waiters } from "./waiters.ts";

test("all who wait are told, once; who waits from then on is not", () => {
  const waiters = new Waiters<number>();
  const [first, second] = [waiters.wait(), waiters.wait()];
  let late: unknown;
  first.addCallback((value) => {
    late = waiters.wait();
    return value;
  });
  waiters.callback(1);
  assert.equal(first.result, 1);
  assert.equal(second.result, 1);
  assert.equal((late as { called: boolean }).called, false);
});

test("a wait that was cancelled is not told, and says so; also during the telling", () => {
  const waiters = new Waiters<number>();
  let given = 0;
  const failures: (Failure | number)[] = [];
  const first = waiters.wait();
  const second = waiters.wait(() => {
    given += 1;
  });
  first.addCallback(() => second.cancel());
  second.addBoth((result) => {
    failures.push(result);
  });
  waiters.callback(1);
  assert.equal(given, 1);
  assert.equal(failures.length, 1);
  assert.ok(failures[0] instanceof Failure && failures[0].check(CancelledError));
});

test("a failure goes to each of them", () => {
  const waiters = new Waiters<number>();
  const errors: unknown[] = [];
  for (let n = 0; n < 2; n++)
    waiters.wait().addErrback(({ value }) => {
      errors.push(value.message);
    });
  waiters.callback(new Failure(new Error("over")));
  assert.deepEqual(errors, ["over", "over"]);
});
