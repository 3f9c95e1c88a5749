import assert from "node:assert/strict";
import { test } from "node:test";
import { type DenoTestFunction, denoRunner } from "./deno-runner.ts";

test("the names of suites stand before those of tests", async () => {
  const tests: Parameters<DenoTestFunction>[0][] = [];
  const runner = denoRunner((definition) => void tests.push(definition));
  runner.suite("S", () => {
    runner.test("t", async (running) => {
      running.skip("x");
      running.todo("x");
      throw new Error("failed");
    });
    runner.test("u", async () => {}, { skip: "why" });
  });
  runner.test("v", async () => {});
  assert.deepEqual(
    tests.map(({ name, ignore }) => [name, ignore]),
    [
      ["S.t", false],
      ["S.u", true],
      ["v", false],
    ],
  );
  await assert.rejects(tests[0]!.fn(), /failed/);
});
