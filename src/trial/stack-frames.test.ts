import assert from "node:assert/strict";
import { test } from "node:test";
import { trimmedStack, trimStack } from "./stack-frames.ts";

const ours = new URL("run-test.js", import.meta.url).href;

test("what called the test goes, what the test called stays", () => {
  const mine = "    at EchoTest.testEcho (file:///mine/echo.test.js:3:4)";
  const inside = `    at write (${ours}:1:1)`;
  const below = [`    at run (${ours}:5:6)`, "    at async Test.run (node:internal/test:1:2)"];
  assert.equal(
    trimmedStack(["Error: x", inside, mine, ...below].join("\n")),
    ["Error: x", inside, mine].join("\n"),
  );
});

test("a stack that has nothing of the user's is left alone", () => {
  const stack = `Error: x\n    at run (${ours}:5:6)\n    at listOnTimeout (node:internal/timers:1:2)`;
  assert.equal(trimmedStack(stack), stack);
  assert.equal(trimmedStack("Error: x"), "Error: x");
});

test("causes and gathered errors are trimmed as well, round and round", () => {
  const inner = new Error("inner");
  const outer = new AggregateError([inner], "outer", { cause: inner });
  inner.cause = outer;
  for (const error of [inner, outer])
    error.stack = `${error.message}\n    at mine (file:///mine.js:1:1)\n    at run (${ours}:5:6)`;
  trimStack(outer);
  assert.equal(inner.stack, "inner\n    at mine (file:///mine.js:1:1)");
  assert.equal(outer.stack, "outer\n    at mine (file:///mine.js:1:1)");
});
