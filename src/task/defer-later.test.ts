import assert from "node:assert/strict";
import { test } from "node:test";
import { CancelledError, Deferred } from "../deferred/index.ts";
import { Clock } from "../time/index.ts";
import { deferLater } from "./defer-later.ts";

test("T10: the call is made when the time has come, with its arguments, and its result is the result", () => {
  const clock = new Clock();
  const seen: unknown[] = [];
  const d = deferLater(clock, 2, (a: number, b: string) => `${a}${b}`, 1, "x");
  d.addCallback((value) => seen.push(value));
  clock.advance(1.9);
  assert.deepEqual(seen, []);
  clock.advance(0.1);
  assert.deepEqual(seen, ["1x"]);
});

test("T10: without a function it is a sleep", () => {
  const clock = new Clock();
  const without = deferLater(clock, 1);
  const withNull = deferLater(clock, 1, null);
  clock.advance(1);
  for (const d of [without, withNull]) assert.deepEqual([d.called, d.result], [true, undefined]);
});

test("T10: cancelling cancels the delayed call, and the function is never called", () => {
  const clock = new Clock();
  const d = deferLater(clock, 1, () => assert.fail("was called"));
  let failed: unknown;
  d.addErrback((failure) => {
    failed = failure.check(CancelledError);
  });
  d.cancel();
  assert.equal(failed, CancelledError);
  assert.deepEqual(clock.getDelayedCalls(), []);
  clock.advance(5);
});

test("what the function throws is the failure, and what it waits for is waited for and cancelled", () => {
  const clock = new Clock();
  let message = "";
  deferLater(clock, 0, () => {
    throw new Error("mine");
  }).addErrback((failure) => {
    message = failure.value.message;
  });
  const slow = new Deferred<number>();
  const names: string[] = [];
  const waiting = deferLater(clock, 0, () => slow);
  waiting.addErrback((failure) => names.push(failure.value.name));
  clock.advance(0);
  assert.equal(message, "mine");
  waiting.cancel();
  assert.deepEqual(names, ["CancelledError"]);
});
