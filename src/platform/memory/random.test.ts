import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStreams } from "./random.ts";

const draws = (seed: number, label: string, count = 5): number[] => {
  const random = new RandomStreams(seed);
  return Array.from({ length: count }, () => random.draw(label));
};

test("a seed's draws are the same on every runtime, for ever", () => {
  assert.deepEqual(
    draws(1, "link a>b").map((number) => number * 2 ** 32),
    [3058037602, 3953535242, 2941727955, 252744868, 3661029177],
  );
});

test("each seed and each label has a stream of its own, also seeds past 32 bits", () => {
  const streams = [
    draws(1, "a"),
    draws(2, "a"),
    draws(-1, "a"),
    draws(1 + 2 ** 32, "a"),
    draws(1, "b"),
    draws(1, ""),
  ].map(String);
  assert.equal(new Set(streams).size, streams.length);
});

test("one more draw in one place moves nothing elsewhere", () => {
  const alone = draws(5, "mine");
  const random = new RandomStreams(5);
  const mixed = alone.map((_, i) => {
    for (let n = 0; n < i; n++) random.draw("other");
    return random.draw("mine");
  });
  assert.deepEqual(mixed, alone);
});

test("from 0 up to but not 1, and evenly", () => {
  const tenths = Array<number>(10).fill(0);
  for (const number of draws(9, "even", 20_000)) {
    assert.ok(number >= 0 && number < 1);
    tenths[Math.floor(number * 10)]! += 1;
  }
  assert.ok(
    tenths.every((count) => count > 1800 && count < 2200),
    String(tenths),
  );
});
