import assert from "node:assert/strict";
import { test } from "node:test";
import { behaviour } from "./case.ts";
import { streamConformanceCases } from "./stream.ts";

test("a behaviour is a name and what runs", () => {
  const run = async (): Promise<void> => {};
  assert.deepEqual(behaviour("X1: it writes", run), { name: "X1: it writes", run });
});

test("every name is its own, so that a failure says which", () => {
  const names = streamConformanceCases.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
});
