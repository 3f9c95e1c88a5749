import assert from "node:assert/strict";
import { test } from "node:test";
import { REQUEST_VARIABLE } from "../../trial/index.ts";
import { environmentFor, hasLoader } from "./environment.ts";

test("it has ours and the request, and nothing of a runner that runs us", () => {
  const ours = { A: "1", NODE_TEST_CONTEXT: "child-v8" };
  assert.deepEqual(environmentFor({ random: 5 }, ours), {
    A: "1",
    NODE_TEST_CONTEXT: undefined,
    [REQUEST_VARIABLE]: '{"random":5}',
  });
});

test("a loader that Node.js is told to use may run what it does not run by itself", () => {
  for (const options of ["--import tsx", "--no-warnings --import=tsx", "-r ts-node/register"])
    assert.equal(hasLoader({ NODE_OPTIONS: options }), true, options);
  for (const options of [undefined, "", "--no-warnings", "--importance=1"])
    assert.equal(hasLoader({ NODE_OPTIONS: options }), false, options);
});
