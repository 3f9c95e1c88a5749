import assert from "node:assert/strict";
import { test } from "node:test";
import { trackResources } from "../resources/index.ts";
import { Clock } from "../time/index.ts";
import { DescribedThings, described, first, foremost, unwrapped } from "./described-things.ts";

test("a thing keeps its number, and no other gets it", () => {
  const things = new DescribedThings();
  const [a, b] = [{}, {}];
  assert.deepEqual([things.idOf(a), things.idOf(b), things.idOf(a)], [1, 2, 1]);
  assert.deepEqual(things.of(b), { id: 2, place: null });
});

test("where resources are tracked, a thing is of the line that made it", () => {
  using _ = trackResources();
  const clock = new Clock();
  const call = clock.callLater(1, () => {});
  assert.match(new DescribedThings().of(call).place ?? "", /described-things\.test\.js:\d+:\d+$/);
});

test("the foremost are what sorting all would give, whatever the limit is", () => {
  const numbers = Array.from({ length: 200 }, (_, n) => ({ size: (n * 7919) % 31, n }));
  const before = (a: { size: number }, b: { size: number }): number => b.size - a.size;
  const sorted = [...numbers].sort(before);
  for (const most of [0, 1, 7, 199, 200, 500, Number.POSITIVE_INFINITY])
    assert.deepEqual(foremost(numbers, most, before), sorted.slice(0, most));
  assert.deepEqual(first([3, 1, 2], 2), [3, 1]);
});

test("what is described is described in steps, and what has ended is left out", () => {
  const steps = described(
    Array.from({ length: 120 }, (_, n) => n),
    (n) => (n % 2 === 0 ? { n } : null),
  );
  assert.equal(steps.next().done, false);
  assert.equal(steps.next().done, false);
  const last = steps.next();
  assert.equal(last.done, true);
  assert.equal(last.value?.length, 60);
});

test("the wrappers of what throws are none", () => {
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error("no");
      },
    },
  );
  assert.equal(unwrapped(hostile).inner, hostile);
});
