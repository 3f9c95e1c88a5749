import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../time/index.ts";
import { Timeout } from "./timeout.ts";

function timeout(): { clock: Clock; it: Timeout; ran: number[] } {
  const clock = new Clock();
  const ran: number[] = [];
  return { clock, ran, it: new Timeout(clock, () => ran.push(clock.seconds())) };
}

test("F11: setTimeout gives what it was before", () => {
  const { it } = timeout();
  assert.equal(it.setTimeout(10), null);
  assert.equal(it.setTimeout(5), 10);
  assert.equal(it.setTimeout(null), 5);
  assert.equal(it.setTimeout(7), null);
  assert.equal(it.seconds, 7);
});

test("F11: it runs out once, that long after it was set or reset last", () => {
  const { clock, it, ran } = timeout();
  it.setTimeout(10);
  clock.advance(6);
  it.resetTimeout();
  clock.advance(9);
  assert.deepEqual(ran, []);
  clock.advance(1);
  assert.deepEqual(ran, [16]);
  assert.ok(!it.active);
});

test("F11: a reset after it has run out, or without a timeout, does nothing; setTimeout starts it again", () => {
  const { clock, it, ran } = timeout();
  it.resetTimeout();
  assert.equal(clock.getDelayedCalls().length, 0);
  it.setTimeout(1);
  clock.advance(1);
  it.resetTimeout();
  clock.advance(9);
  assert.deepEqual(ran, [1]);
  it.setTimeout(1);
  clock.advance(1);
  assert.deepEqual(ran, [1, 11]);
});

test("a million resets are one call", () => {
  const { clock, it } = timeout();
  it.setTimeout(10);
  const [call] = clock.getDelayedCalls();
  for (let i = 0; i < 1_000_000; i++) it.resetTimeout();
  assert.deepEqual(clock.getDelayedCalls(), [call]);
});

test("null, infinity and the end leave no call; after the end there never is one", () => {
  const { clock, it, ran } = timeout();
  for (const stop of [
    () => it.setTimeout(null),
    () => it.setTimeout(Number.POSITIVE_INFINITY),
    () => it.end(),
  ]) {
    it.setTimeout(5);
    assert.equal(clock.getDelayedCalls().length, 1);
    stop();
    assert.equal(clock.getDelayedCalls().length, 0);
  }
  it.setTimeout(5);
  it.resetTimeout();
  it.end();
  assert.equal(clock.getDelayedCalls().length, 0);
  assert.deepEqual(ran, []);
  assert.throws(() => it.setTimeout(-1), RangeError);
});

test("it can be set from within", () => {
  const clock = new Clock();
  let left = 3;
  const it: Timeout = new Timeout(clock, () => {
    left -= 1;
    it.setTimeout(left > 0 ? 1 : null);
  });
  it.setTimeout(1);
  clock.pump([1, 1, 1, 1]);
  assert.equal(left, 0);
});
