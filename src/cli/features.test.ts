import assert from "node:assert/strict";
import { test } from "node:test";
import { FEATURES } from "./features.ts";
import { LOG_OPTIONS } from "./log-observer.ts";

test("no two options of twist have one name, or one letter", () => {
  const all = [...LOG_OPTIONS, ...FEATURES.flatMap(({ options }) => options)];
  const names = all.flatMap(({ name, short }) => (short === undefined ? [name] : [name, short]));
  assert.deepEqual(names, [...new Set([...names])]);
});
