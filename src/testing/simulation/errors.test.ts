import assert from "node:assert/strict";
import { test } from "node:test";
import * as errors from "./errors.ts";

test("each error is called what its class is called, and says how to run it again", () => {
  for (const [name, Class] of Object.entries(errors))
    if (Class !== errors.SimulationError)
      assert.equal(new (Class as new (message: string) => Error)("x").name, name);
  const cause = new Error("why");
  const error = new errors.SimulationError("it fails", "replay it", cause);
  assert.deepEqual(
    [error.name, error.replay, error.cause],
    ["SimulationError", "replay it", cause],
  );
});

test("a verdict has its name and message for a stack: where the engine found it is of no interest", () => {
  const inner = new errors.InvariantError("does not hold");
  assert.equal(inner.stack, "InvariantError: does not hold");
  const outer = new errors.SimulationError("seed 3 fails", "replay", inner);
  assert.deepEqual([outer.stack, outer.cause], ["SimulationError: seed 3 fails", inner]);
});
