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
