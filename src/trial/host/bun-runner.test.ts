import assert from "node:assert/strict";
import { test } from "node:test";
import { bunRunner } from "./bun-runner.ts";

test("suites, tests without a limit of time, and those that are skipped", async () => {
  const said: unknown[] = [];
  const bodies: (() => Promise<void>)[] = [];
  const record =
    (what: string) =>
    (name: string, body: () => Promise<void>, milliseconds: number): void => {
      said.push([what, name, milliseconds]);
      bodies.push(body);
    };
  const runner = bunRunner({
    describe: (name, define) => {
      said.push(name);
      define();
    },
    test: Object.assign(record("test"), { skip: record("skip") }),
  });
  runner.suite("S", () => {
    runner.test("t", async (running) => {
      running.skip("x");
      running.todo("x");
      throw new Error("failed");
    });
    runner.test("u", async () => {}, { skip: "why" });
  });
  assert.deepEqual(said, ["S", ["test", "t", 2 ** 31 - 1], ["skip", "u", 2 ** 31 - 1]]);
  await assert.rejects(bodies[0]!(), /failed/);
});
