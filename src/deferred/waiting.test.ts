import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "./deferred.ts";
import { innermost, waitsFor } from "./waiting.ts";

/** Each waits for the next one; in a circle the last for the first. */
function chainOf(size: number, { circle = false } = {}): Deferred<unknown>[] {
  const chain = Array.from({ length: size }, () => new Deferred<unknown>());
  const waiting = circle ? chain : chain.slice(0, -1);
  for (const [i, d] of waiting.entries()) d.addCallback(() => chain[(i + 1) % size]);
  for (const d of waiting) d.callback(0);
  return chain;
}

test("it goes as far as somebody waits, and no further", () => {
  const chain = chainOf(5);
  const [first, last] = [chain[0]!, chain[4]!];
  assert.equal(innermost(first), last);
  assert.equal(innermost(last), last);
  assert.deepEqual(
    chain.map((d) => waitsFor(first, d)),
    [true, true, true, true, true],
  );
  assert.equal(waitsFor(last, first), false);
  assert.equal(waitsFor(first, new Deferred()), false);
});

test("D6: however long the chain, its end is found; that it is waited for is not looked for so far", () => {
  const chain = chainOf(100_000);
  assert.equal(innermost(chain[0]!), chain.at(-1));
  assert.equal(waitsFor(chain[0]!, chain[99]), true);
  assert.equal(waitsFor(chain[0]!, chain.at(-1)), false);
});

test("D9: a circle has no end, wherever one begins", () => {
  for (const size of [102, 103, 500]) {
    const chain = chainOf(size, { circle: true });
    for (const d of [chain[0]!, chain[1]!, chain[50]!, chain[size - 1]!])
      assert.throws(() => innermost(d), /TypeError: .*circle/);
  }
});
