import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeRunner } from "./node-runner.ts";

type Body = (context: { skip(m?: string): void; todo(m?: string): void }) => Promise<void>;

function setUp(select: string[] = []) {
  const said: unknown[] = [];
  const bodies: Body[] = [];
  const runner = nodeRunner(
    {
      describe: (name, options, body) => {
        said.push(["describe", name, options]);
        body();
      },
      test: (name, options, body) => {
        said.push(["test", name, options]);
        bodies.push(body);
      },
    },
    select,
  );
  return { runner, said, bodies };
}

test("suites and tests, with the reason of a skip", () => {
  const { runner, said } = setUp();
  runner.suite("S", () => runner.test("t", async () => {}, { skip: "why" }));
  runner.test("u", async () => {});
  assert.deepEqual(said, [
    ["describe", "S", {}],
    ["test", "t", { skip: "why" }],
    ["test", "u", {}],
  ]);
});

test("what is selected is marked, with the suites that it is in and the tests that are in it", () => {
  const { runner, said } = setUp(["S.t", "U"]);
  for (const suite of ["S", "U", "US"])
    runner.suite(suite, () => {
      for (const name of ["t", "tt"]) runner.test(name, async () => {});
    });
  const marked = said.filter((each) => (each as [0, 0, { only?: true }])[2].only).map(String);
  const wanted = ["describe,S", "test,t", "describe,U", "test,t", "test,tt"];
  assert.deepEqual(
    marked,
    wanted.map((each) => `${each},[object Object]`),
  );
});

test("what runs can be skipped and be a todo", async () => {
  const { runner, bodies } = setUp();
  const said: unknown[] = [];
  runner.test("t", async (running) => {
    running.skip("a");
    running.todo("b");
  });
  await bodies[0]!({ skip: (m) => said.push("skip", m), todo: (m) => said.push("todo", m) });
  assert.deepEqual(said, ["skip", "a", "todo", "b"]);
});
