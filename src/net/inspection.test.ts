import assert from "node:assert/strict";
import { test } from "node:test";
import { IReactorInspection } from "./inspection.ts";

test("a reactor's part in it is three methods", () => {
  assert.deepEqual(
    [...IReactorInspection.members.keys()],
    ["describe", "describeInSteps", "measureTurns"],
  );
});
