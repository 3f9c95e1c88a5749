import assert from "node:assert/strict";
import { test } from "node:test";
import { runSimulation, SimulationError } from "../../testing/index.ts";
import { catchStrays } from "./strays.ts";

const listeners = () =>
  ["unhandledRejection", "uncaughtException"].map((event) => process.rawListeners(event));

test("what nobody catches fails the seed in which it comes, and those who listened before do again", async () => {
  const before = listeners();
  assert.notEqual(before.flat().length, 0, "this runner listens");
  const strays: Readonly<Record<string, () => void>> = {
    "unhandled rejection RangeError": () => void Promise.reject(new RangeError("r")),
    "uncaught TypeError": () =>
      queueMicrotask(() => {
        throw new TypeError("t");
      }),
  };
  for (const [signature, stray] of Object.entries(strays)) {
    let runs = 0;
    const error = await runSimulation(
      "stray",
      { twiceEvery: 0 },
      (world) => {
        runs += 1;
        if (world.seed === 2) stray();
      },
      { command: "node x.test.js", catchStrays },
    ).catch((thrown: unknown) => thrown);
    assert(error instanceof SimulationError, String(error));
    assert.match(error.message, new RegExp(`^stray: seed 2 fails .*\n  ${signature}: .\n`));
    assert(runs < 10);
  }
  assert.deepEqual(listeners(), before);
});
