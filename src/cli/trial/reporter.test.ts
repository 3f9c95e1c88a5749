import assert from "node:assert/strict";
import { test } from "node:test";
import type { WorkerMessage } from "./messages.ts";
import { reporterTo, type TestEvent } from "./reporter.ts";

type Data = TestEvent["data"];
const failed = (cause: unknown): { error: Error } => ({
  error: Object.assign(new Error("wrapped"), { cause }),
});

function translate(...events: [type: string, data: Partial<Data>][]): WorkerMessage[] {
  const written: string[] = [];
  const reporter = reporterTo((line) => written.push(line), "/");
  for (const [type, data] of events)
    reporter.write({ type: `test:${type}`, data: { name: "t", nesting: 0, ...data } });
  return written.map((line) => JSON.parse(line) as WorkerMessage);
}
function outcomeOf(type: string, data: Partial<Data>): unknown[] {
  const [message] = translate(["start", {}], [type, data]);
  return message?.type === "result" ? [message.outcome, message.detail.split("\n")[0]] : [message];
}

test("tests are named with the suites that they are in, and told at once", () => {
  const messages = translate(
    ["dequeue", { name: "S" }],
    ["dequeue", { name: "t", nesting: 1 }],
    ["start", { name: "S" }],
    ["start", { name: "t", nesting: 1 }],
    ["pass", { name: "t", nesting: 1, details: { duration_ms: 5 } }],
    ["pass", { name: "S", details: { type: "suite" } }],
    ["start", { name: "u" }],
    ["pass", { name: "u" }],
  );
  assert.deepEqual(
    messages.map((each) => [each.type, (each as { id: string }).id]),
    [
      ["began", "S"],
      ["began", "S.t"],
      ["result", "S.t"],
      ["over", "S"],
      ["result", "u"],
    ],
  );
  assert.equal((messages[2] as { seconds: number }).seconds, 0.005);
});

test("a suite fails because what is in it does: that is told once", () => {
  const details = { ...failed("1 subtest failed"), type: "suite" };
  details.error.message = "1 subtest failed";
  assert.deepEqual(outcomeOf("fail", { details }), [{ type: "over", id: "t" }]);
  const hook = { ...failed(new Error("in a hook")), type: "suite" };
  assert.deepEqual(outcomeOf("fail", { details: hook }), ["error", "Error: in a hook"]);
});

test("how it ended", () => {
  assert.deepEqual(outcomeOf("pass", { skip: "why" }), ["skip", "why"]);
  assert.deepEqual(outcomeOf("pass", { skip: "'only' option not set" }), [
    { type: "over", id: "t" },
  ]);
  assert.deepEqual(outcomeOf("pass", { todo: "later" }), ["expectedFailure", "later"]);
  assert.deepEqual(outcomeOf("fail", { details: failed(new TypeError("x")) }), [
    "error",
    "TypeError: x",
  ]);
});

test("what is wrong with no test is told, other diagnostics are not", () => {
  assert.deepEqual(
    translate(["diagnostic", { message: "Error: late" }], ["diagnostic", { message: "tests 1" }]),
    [{ type: "warning", text: "Error: late" }],
  );
});
