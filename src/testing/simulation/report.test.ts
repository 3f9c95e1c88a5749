import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { recordTrace } from "../pictures/index.ts";
import { reportFailure } from "./report.ts";
import type { RunResult } from "./run.ts";

const result = (chances: number): RunResult => ({
  run: { seed: 17, faults: [1] },
  failure: {
    signature: 'always "x"',
    error: new Error("does not hold"),
    at: 1.5,
    details: "two lines:\n  that say more",
  },
  trace: recordTrace(new MemoryNetwork()),
  plan: [0, 1].map((nth) => ({ nth, kind: "crash", on: ["a"], at: nth, seconds: 2 })),
  chances: Array.from({ length: chances }, (_, nth) => ({ label: "loss a>b", nth })),
  seconds: 2,
  events: 9,
  points: 1,
  operations: 0,
});

const report = (name: string, chances: number) => ({
  name,
  found: { ...result(chances), run: { seed: 17 } },
  shrunk: { result: result(chances), runs: 8 },
  command: "node x.test.js",
  pictures: ["x.html"],
  notes: [],
});

test("a person reads what fails, what it takes, and how to run it again", () => {
  assert.deepEqual(reportFailure(report("queue", 1)).split("\n"), [
    "queue: seed 17 fails after 1.500 simulated seconds",
    '  always "x": does not hold',
    "      two lines:",
    "        that say more",
    "  shrunk from 2 faults and 1 chance to 1 fault and 1 chance, in 8 runs:",
    "    crash of a at 1.000 s for 2.000 s",
    "    loss a>b, number 0",
    "  see x.html",
    "  replay: TORSION_REPLAY='queue: seed 17, faults 1' node x.test.js",
  ]);
  assert.match(reportFailure(report("queue", 14)), /number 9\n {4}and 4 more/);
});

test("where nothing was left out, or nothing goes wrong, it says so", () => {
  const asFound = { ...report("queue", 0), shrunk: { result: result(0), runs: 0 } };
  assert.match(reportFailure(asFound), /\n {2}with 1 fault going wrong:\n {4}crash of a at/);
  const none = { ...result(0), plan: [], run: { seed: 17 } };
  const bare = { ...asFound, found: none, shrunk: { result: none, runs: 0 }, notes: ["a note"] };
  assert.match(reportFailure(bare), /\n {2}with nothing going wrong\n {2}a note\n/);
  const small = { ...asFound, shrunk: { result: none, runs: 2 }, found: result(0) };
  assert.match(reportFailure(small), /shrunk from 1 fault to nothing, in 2 runs\n/);
});
