import assert from "node:assert/strict";
import { test } from "node:test";
import type { Feature } from "./feature.ts";

test("a feature needs no more than its options, and may have nothing to do", () => {
  const feature: Feature = { options: [], join: () => null };
  // @ts-expect-error: what takes part says how
  const wrong: Feature = { options: [], join: () => ({ begun: () => {} }) };
  assert.equal(feature.join({} as never), null);
  assert.ok(wrong);
});
