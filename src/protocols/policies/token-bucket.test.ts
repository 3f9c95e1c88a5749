import assert from "node:assert/strict";
import { test } from "node:test";
import { TokenBucket } from "./token-bucket.ts";

test("it begins full, fills up to its burst and no further", () => {
  const bucket = new TokenBucket(10, 20, 100);
  assert.equal(bucket.balance(100), 20);
  assert.ok(bucket.isFull(100));
  bucket.take(20, 100);
  assert.equal(bucket.balance(100), 0);
  assert.equal(bucket.balance(101), 10);
  assert.equal(bucket.balance(1000), 20);
});

test("it can be overdrawn, and says for how long", () => {
  const bucket = new TokenBucket(10, 0, 0);
  assert.equal(bucket.secondsOverdrawn(0), 0);
  bucket.take(50, 0);
  assert.equal(bucket.secondsOverdrawn(0), 5);
  assert.equal(bucket.secondsOverdrawn(4), 1);
  assert.ok(!bucket.holds(1, 5));
  assert.equal(bucket.secondsOverdrawn(5), 0);
});

test("what is taken in any number of pieces takes as long, to a billionth of a second", () => {
  for (const piece of [1, 7, 100]) {
    const bucket = new TokenBucket(3, 0, 0);
    let now = 0;
    for (let taken = 0; taken < 2100; taken += piece) {
      bucket.take(piece, now);
      now += bucket.secondsOverdrawn(now);
    }
    assert.ok(Math.abs(now - 700) < 1e-9, `${now}`);
  }
});

test("whatever is taken as soon as there is some, never more passes than was stated", () => {
  const bucket = new TokenBucket(100, 50, 0);
  const taken: [number, number][] = [];
  for (let step = 0; step < 400; step++) {
    const now = step / 20 + (step > 200 ? 3 : 0);
    while (bucket.secondsOverdrawn(now) === 0) {
      bucket.take(8, now);
      taken.push([now, 8]);
    }
  }
  for (let i = 0; i < taken.length; i += 13) {
    let sum = 0;
    for (let j = i; j < taken.length; j++) {
      sum += taken[j]![1];
      assert.ok(sum <= 100 * (taken[j]![0] - taken[i]![0]) + 50 + 8 + 1e-6);
    }
  }
});
