import assert from "node:assert/strict";
import { test } from "node:test";
import { SimulationOptionError } from "./errors.ts";
import { checkReplayed, formatRun, parseRun, type RunOf, replayLine } from "./replay.ts";

test("what is written is read again", () => {
  const runs: [RunOf, string][] = [
    [{ seed: 17 }, "a queue: seed 17"],
    [{ seed: 0, faults: [] }, "a queue: seed 0, faults none"],
    [{ seed: 17, faults: [3, 5] }, "a queue: seed 17, faults 3 5"],
    [{ seed: 17, chances: [] }, "a queue: seed 17, chances none"],
    [
      {
        seed: 17,
        faults: [0],
        chances: [
          { label: "loss a>b", nth: 3 },
          { label: "x#y", nth: 0 },
        ],
      },
      "a queue: seed 17, faults 0, chances loss a>b#3; x#y#0",
    ],
  ];
  const inject = { point: 12, kind: "slow-link", on: ["worker 1", "db"] };
  runs.push([{ seed: 1, inject }, "a queue: seed 1, at point 12 slow-link on worker 1; db"]);
  runs.push([
    { seed: 1, chances: [], inject: { ...inject, on: [] } },
    "a queue: seed 1, chances none, at point 12 slow-link on none",
  ]);
  for (const [run, line] of runs) {
    assert.equal(formatRun("a queue", run), line);
    assert.deepEqual(parseRun(line), { name: "a queue", run });
  }
});

test("what names no run is an error that shows how one is written", () => {
  for (const line of [
    "",
    "17",
    "a queue",
    "a: seed x",
    "a: seed 1, faults x",
    "a: seed 1, chances y",
  ])
    assert.throws(() => parseRun(line), SimulationOptionError, line);
});

test("faults and points that are not there are an error that says which are", () => {
  const inject = { point: 3, kind: "crash", on: ["a"] };
  const result = { plan: [1, 2], points: 3 };
  checkReplayed({ seed: 1, faults: [0, 1], inject }, result);
  checkReplayed({ seed: 1 }, { plan: [], points: 0 });
  assert.throws(() => checkReplayed({ seed: 1, faults: [2] }, result), /no fault 2: .* 0 to 1/);
  assert.throws(
    () => checkReplayed({ seed: 1, faults: [0] }, { plan: [], points: 3 }),
    /no faults/,
  );
  for (const point of [0, 4])
    assert.throws(
      () => checkReplayed({ seed: 1, inject: { ...inject, point } }, result),
      /does not come: this run has 3/,
    );
});

test("the line survives a shell", () => {
  assert.equal(
    replayLine("ada's queue", { seed: 17 }, "node x.test.js"),
    "TORSION_REPLAY='ada'\\''s queue: seed 17' node x.test.js",
  );
});
