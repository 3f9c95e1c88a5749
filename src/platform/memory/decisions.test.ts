import assert from "node:assert/strict";
import { test } from "node:test";
import { Decisions } from "./decisions.ts";
import { RandomStreams } from "./random.ts";

function run(seed: number, overruled: Parameters<typeof makeDecisions>[1] = []): string {
  const decisions = makeDecisions(seed, overruled);
  return Array.from({ length: 200 }, () => (decisions.happens("loss a>b", 0.1) ? "x" : ".")).join(
    "",
  );
}

function makeDecisions(seed: number, overruled: ConstructorParameters<typeof Decisions>[1]) {
  return new Decisions(new RandomStreams(seed), overruled);
}

test("the same seed decides the same, another one otherwise", () => {
  assert.equal(run(1), run(1));
  assert.notEqual(run(1), run(2));
});

test("a decision that is overruled leaves all others as they were", () => {
  const usual = run(1);
  const nth = usual.indexOf("x");
  const without = run(1, [{ label: "loss a>b", nth }]);
  assert.equal(without, `${usual.slice(0, nth)}.${usual.slice(nth + 1)}`);
});

test("what went against the usual course is on record, by label and number", () => {
  const decisions = makeDecisions(1, []);
  for (let i = 0; i < 200; i++) {
    decisions.happens("loss a>b", 0.1);
    decisions.happens("never", 0);
  }
  assert.deepEqual(
    decisions.taken.map(({ nth }) => nth),
    [...run(1).matchAll(/x/g)].map(({ index }) => index),
  );
  assert(decisions.taken.every(({ label }) => label === "loss a>b"));
});

test("what is certain happens, what is impossible does not", () => {
  const decisions = makeDecisions(3, []);
  assert.equal(decisions.happens("a", 1), true);
  assert.equal(decisions.happens("a", 0), false);
});

test("all but some may be overruled", () => {
  const nth = run(1).indexOf("x");
  const alone = run(1, { allBut: [{ label: "loss a>b", nth }] });
  assert.equal(alone, `${".".repeat(nth)}x${".".repeat(199 - nth)}`);
});
