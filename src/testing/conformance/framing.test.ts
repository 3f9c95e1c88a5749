import assert from "node:assert/strict";
import { test } from "node:test";
import { framingCases, framingConformance } from "./framing.ts";
import { failuresOf, linesSetup } from "./framing-broken.test-fixture.ts";

test("lines that are written by hand pass", async () => assert.deepEqual(await failuresOf(), []));

test("what a framing cannot do is not asked of it", () => {
  const all = framingCases(linesSetup()).map(({ name }) => name);
  const { make, encode } = linesSetup();
  const plain = framingCases({
    make: (hooks, maxLength) =>
      Object.assign(make(hooks, maxLength), { pauseProducing: undefined, clearBuffer: undefined }),
    encode,
    limit: null,
    waits: false,
  }).map(({ name }) => name);
  assert.deepEqual(
    plain.filter((name) => !all.includes(name)),
    [],
  );
  for (const part of [
    /paused/,
    /taken/,
    /limit/,
    /promise/,
    /as they are/,
    /sends/,
    /exclamation/,
  ]) {
    assert.ok(all.some((name) => part.test(name)));
    assert.ok(!plain.some((name) => part.test(name)));
  }
});

test("one test for each case, with the framing's name", async () => {
  const names: string[] = [];
  const runs: Promise<void>[] = [];
  framingConformance(
    (name, run) => {
      names.push(name);
      runs.push(run());
    },
    "lines",
    linesSetup(),
  );
  await Promise.all(runs);
  assert.deepEqual(
    names,
    framingCases(linesSetup()).map(({ name }) => `lines: ${name}`),
  );
});
