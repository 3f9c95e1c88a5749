import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { Clock } from "./clock.ts";
import { DelayedCalls } from "./delayed-call.ts";
import { AlreadyCalled, AlreadyCancelled } from "./errors.ts";
import { IDelayedCall } from "./interfaces.ts";

const nothing = (): void => {};

test("R4: cancel, reset and delay after the call raise AlreadyCalled, after cancel AlreadyCancelled", () => {
  const clock = new Clock();
  const called = clock.callLater(1, nothing);
  const cancelled = clock.callLater(1, nothing);
  cancelled.cancel();
  clock.advance(1);
  for (const move of ["cancel", "reset", "delay"] as const) {
    assert.throws(() => called[move](1), AlreadyCalled);
    assert.throws(() => cancelled[move](1), AlreadyCancelled);
  }
  assert.deepEqual([called.active, cancelled.active], [false, false]);
});

test("R4: reset counts from now, delay from when the call was due", () => {
  const clock = new Clock();
  const reset = clock.callLater(10, nothing);
  const delayed = clock.callLater(10, nothing);
  clock.advance(4);
  reset.reset(10);
  delayed.delay(10);
  assert.deepEqual([reset.getTime(), delayed.getTime()], [14, 20]);
  delayed.delay(-15);
  clock.advance(1);
  assert.deepEqual([reset.active, delayed.active], [true, false]);
});

test("R4: inside the call it counts as called", () => {
  const clock = new Clock();
  const seen: unknown[] = [];
  const call = clock.callLater(1, () => {
    seen.push(call.active);
    assert.throws(() => call.cancel(), AlreadyCalled);
  });
  clock.advance(1);
  assert.deepEqual(seen, [false]);
});

test("R6: negative, missing and infinite delays are refused", () => {
  const clock = new Clock();
  for (const seconds of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => clock.callLater(seconds, nothing), RangeError);
    assert.throws(() => clock.callLater(1, nothing).reset(seconds), RangeError);
  }
  assert.throws(() => clock.callLater(1, "f" as unknown as () => void), TypeError);
});

test("arguments are passed on, and a call provides IDelayedCall", () => {
  const clock = new Clock();
  const seen: unknown[] = [];
  const call = clock.callLater(1, (a: number, b: string) => seen.push(a, b), 1, "b");
  verifyObject(IDelayedCall, call);
  clock.advance(1);
  assert.deepEqual(seen, [1, "b"]);
});

test("the owner hears of an earlier first call, and not of later ones", () => {
  let earlier = 0;
  const calls = new DelayedCalls(
    () => 0,
    () => {
      earlier += 1;
    },
  );
  const first = calls.callLater(5, nothing, []);
  calls.callLater(6, nothing, []);
  assert.equal(earlier, 1);
  calls.callLater(1, nothing, []);
  assert.equal(earlier, 2);
  first.reset(0);
  assert.equal(earlier, 3);
});

test("R1: a limit leaves calls set meanwhile for the next turn", () => {
  const calls = new DelayedCalls(() => 0);
  calls.callLater(0, nothing, []);
  const limit = calls.setFromNowOn;
  calls.callLater(0, nothing, []);
  assert.notEqual(calls.takeDue(0, limit), undefined);
  assert.equal(calls.takeDue(0, limit), undefined);
  assert.notEqual(calls.takeDue(0), undefined);
});

test("the owner hears when the last call has been cancelled, and then alone", () => {
  let none = 0;
  const calls = new DelayedCalls(
    () => 0,
    nothing,
    () => {
      none += 1;
    },
  );
  const [first, second] = [calls.callLater(5, nothing, []), calls.callLater(6, nothing, [])];
  first.cancel();
  assert.equal(none, 0);
  second.cancel();
  assert.equal(none, 1);
  assert.equal(calls.callLater(7, nothing, []).active, true);
  assert.equal(calls.nextAt(), 7);
});
