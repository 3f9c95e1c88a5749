import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { backoffPolicy } from "./backoff.ts";

test("E10: by default 1 s times 1.5 for each failure, capped at 60 s", () => {
  const delay = backoffPolicy();
  assert.deepEqual([0, 1, 2, 3].map(delay), [1, 1.5, 2.25, 3.375]);
  assert.equal(delay(11), 60);
});

test("E10: the jitter is asked anew each time, and comes on top of the cap", () => {
  let n = 0;
  const delay = backoffPolicy({ maxDelay: 2, jitter: () => ++n / 10 });
  assert.deepEqual([delay(0), delay(50), delay(50)], [1.1, 2.2, 2.3]);
});

test("a number of attempts that overflows factor ** attempt still gives the cap", () => {
  assert.equal(backoffPolicy()(1e6), 60);
  assert.equal(backoffPolicy({ initialDelay: 0 })(1e6), 0);
});

test("a delay is never negative, whatever the jitter", () => {
  assert.equal(backoffPolicy({ jitter: () => -100 })(0), 0);
});

test("options that make no sense are refused", () => {
  for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => backoffPolicy({ initialDelay: bad }), RangeError);
    assert.throws(() => backoffPolicy({ maxDelay: bad }), RangeError);
    assert.throws(() => backoffPolicy({ factor: bad }), RangeError);
  }
  assert.throws(() => backoffPolicy({ factor: 0.5 }), RangeError);
});

test("delays never shrink and never exceed the cap", () => {
  const amount = fc.double({ min: 0, max: 1e6, noNaN: true });
  const factor = fc.double({ min: 1, max: 1e3, noNaN: true });
  fc.assert(
    fc.property(amount, amount, factor, fc.nat(5000), (initialDelay, maxDelay, by, attempt) => {
      const delay = backoffPolicy({ initialDelay, maxDelay, factor: by });
      assert.ok(delay(attempt) <= delay(attempt + 1));
      assert.ok(delay(attempt) <= maxDelay);
    }),
  );
});
