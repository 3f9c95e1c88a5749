import assert from "node:assert/strict";
import { test } from "node:test";
import { vitestRunner } from "./vitest-runner.ts";

test("its own limit of time never comes, and a skip is told at the end, since it throws", async () => {
  const said: unknown[] = [];
  let body: ((context: { skip(note?: string): never }) => Promise<void>) | undefined;
  const runner = vitestRunner({
    describe: (name, define) => {
      said.push(name);
      define();
    },
    test: (name, options, given) => {
      said.push(name, options);
      body = given;
    },
  });
  runner.suite("S", () => {
    runner.test("never", async () => {}, { skip: "why" });
    runner.test("t", async (running) => {
      running.todo("x");
      running.skip("today");
      said.push("over");
    });
  });
  const skip = (note?: string): never => {
    throw new Error(note);
  };
  await assert.rejects(body!({ skip }), /^Error: today$/);
  const timeout = 2 ** 31 - 1;
  assert.deepEqual(said, [
    "S",
    "never",
    { timeout, skip: true },
    "t",
    { timeout, skip: false },
    "over",
  ]);
});
