import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred, succeed } from "../deferred/index.ts";
import { Clock } from "../time/index.ts";
import { Hurry } from "./hurry.ts";

test("without a hurry it takes as long as it takes, and nothing is left of it", () => {
  const clock = new Clock();
  const hurry = new Hurry(clock);
  const work = new Deferred<void>();
  const over = hurry.atMost(1, work);
  clock.advance(1000);
  assert.equal(over.called, false);
  work.callback(undefined);
  assert.equal(over.called, true);
  hurry.begin();
  assert.equal(clock.getDelayedCalls().length, 0);
});

test("in a hurry it is over in time, whether that began before or after", () => {
  for (const first of [true, false]) {
    const clock = new Clock();
    const hurry = new Hurry(clock);
    if (first) hurry.begin();
    const work = new Deferred<void>();
    const over = hurry.atMost(1, work);
    hurry.begin();
    hurry.begin();
    clock.advance(0.9);
    assert.equal(over.called, false);
    clock.advance(0.1);
    assert.equal(over.called, true);
    work.callback(undefined);
    assert.equal(clock.getDelayedCalls().length, 0);
  }
});

test("what is done, or fails, sooner is over then", () => {
  const clock = new Clock();
  const hurry = new Hurry(clock);
  hurry.begin();
  assert.equal(hurry.atMost(1, succeed(1)).called, true);
  const work = new Deferred<void>();
  const over = hurry.atMost(1, work);
  work.errback(new Error("failed"));
  assert.equal(over.called, true);
  assert.equal(clock.getDelayedCalls().length, 0);
});
