import assert from "node:assert/strict";
import { test } from "node:test";
import { REQUEST_VARIABLE } from "../../trial/index.ts";
import { environmentFor } from "./environment.ts";

test("it has ours and the request, and nothing of a runner that runs us", () => {
  const ours = { A: "1", NODE_TEST_CONTEXT: "child-v8" };
  assert.deepEqual(environmentFor({ random: 5 }, ours), {
    A: "1",
    NODE_TEST_CONTEXT: undefined,
    [REQUEST_VARIABLE]: '{"random":5}',
  });
});
