import assert from "node:assert/strict";
import { test } from "node:test";
import { isLatency, type Latency, latencyAt, naturalLogarithm } from "./latency.ts";

const COUNT = 20_000;
const draws = Array.from({ length: COUNT }, (_, i) => (i + 0.5) / COUNT);
const spread = (latency: Latency): number[] => draws.map((draw) => latencyAt(latency, draw));
const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

test("a number is what it takes", () => {
  assert.equal(latencyAt(0.25, 0.9), 0.25);
});

test("uniform: from one to the other, all alike", () => {
  const seconds = spread({ from: 1, to: 3 });
  assert.ok(Math.min(...seconds) >= 1 && Math.max(...seconds) <= 3);
  assert.ok(Math.abs(mean(seconds) - 2) < 1e-9);
});

test("exponential: the mean is the mean, and few take long", () => {
  const seconds = spread({ mean: 0.1 });
  assert.ok(Math.abs(mean(seconds) - 0.1) < 1e-4);
  const slow = seconds.filter((value) => value > 0.3).length / COUNT;
  assert.ok(Math.abs(slow - 0.0498) < 0.0005, String(slow));
});

test("pareto: one in a hundred takes nine times the mean and more", () => {
  const seconds = spread({ mean: 0.1, tail: "pareto" });
  const slow = seconds.filter((value) => value > 0.9).length / COUNT;
  assert.ok(Math.abs(slow - 0.01) < 0.0002, String(slow));
});

test("no faster than the least, no slower than the most", () => {
  const seconds = spread({ mean: 0.1, least: 0.05, most: 0.4, tail: "pareto" });
  assert.ok(Math.min(...seconds) >= 0.05);
  assert.equal(Math.max(...seconds), 0.4);
});

test("the logarithm is one, to the last digits", () => {
  for (const x of [1, 0.999, 0.75, 0.7, 0.5, 0.3, 1e-3, 2 ** -32])
    assert.ok(
      Math.abs(naturalLogarithm(x) - Math.log(x)) <= 4e-15 * Math.abs(Math.log(x)),
      String(x),
    );
});

test("what makes no sense is no latency", () => {
  const wrong: Latency[] = [
    -1,
    Number.NaN,
    { from: 2, to: 1 },
    { mean: 1, least: 2 },
    { mean: 2, most: 1 },
  ];
  assert.deepEqual(wrong.map(isLatency), [false, false, false, false, false]);
  assert.ok(isLatency({ mean: 1, least: 0.5, most: 9 }) && isLatency({ from: 0, to: 0 }));
});
