import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { TestOutcome } from "../../trial/index.ts";
import { TextReport } from "./text-report.ts";

const cwd = join("/", "project");
const file = join(cwd, "test/echo.test.js");

function setUp(verbose: boolean) {
  let text = "";
  const report = new TextReport({
    cwd,
    verbose,
    write: (more) => {
      text += more;
    },
  });
  const add = (id: string, outcome: TestOutcome, detail = ""): void =>
    report.result(file, { id, outcome, detail, seconds: 0 });
  return { report, add, text: () => text };
}

test("green is Twisted's two lines", () => {
  const { report, add, text } = setUp(false);
  add("EchoTest.testA", "success");
  add("EchoTest.testB", "skip", "why");
  report.finish(0.1234, null);
  assert.equal(
    text(),
    `${"-".repeat(79)}\nRan 2 tests in 0.123s\n\nPASSED (skips=1, successes=1)\n`,
  );
});

test("a problem is whole, and has the name to run it by", () => {
  const { report, add, text } = setUp(false);
  add("EchoTest.testA", "failure", "AssertionError: no\n    at x");
  add("a scenario", "error", "TypeError: x");
  add("", "error", "cannot be loaded");
  add("EchoTest.testB", "unexpectedSuccess", "later");
  report.finish(1, null);
  const line = "=".repeat(79);
  assert.ok(
    text().startsWith(
      [
        `${line}\n[FAIL] test/echo.EchoTest.testA\nAssertionError: no\n    at x`,
        `${line}\n[ERROR] test/echo.test.js: a scenario\nTypeError: x`,
        `${line}\n[ERROR] test/echo.test.js\ncannot be loaded`,
        `${line}\n[SUCCESS!?!] test/echo.EchoTest.testB\nit passed, though it is marked as todo: later`,
        "-----",
      ].join("\n"),
    ),
    text(),
  );
  assert.match(text(), /\nFAILED \(failures=1, errors=2, unexpectedSuccesses=1\)\n$/);
});

test("verbose is a tree, in which nothing is said twice", () => {
  const { add, text } = setUp(true);
  add("EchoTest.testA", "success");
  add("EchoTest.testB", "skip", "why");
  add("a scenario. Really", "error", "x");
  add("OtherTest.testA", "failure", "x");
  assert.deepEqual(
    text()
      .split("\n")
      .map((line) => line.replace(/ {2,}(?=\[)/, " ")),
    [
      "test/echo.test.js",
      "  EchoTest",
      "    testA ... [OK]",
      "    testB ... [SKIPPED] why",
      "  a scenario. Really ... [ERROR]",
      "  OtherTest",
      "    testA ... [FAIL]",
      "",
    ],
  );
  for (const line of text().split("\n")) assert.ok(!/\]$/.test(line) || line.length === 79, line);
});

test("an interruption says what was running, and is no pass", () => {
  const { report, add, text } = setUp(false);
  add("EchoTest.testA", "success");
  report.finish(1, ["test/echo.EchoTest.testB"]);
  assert.match(
    text(),
    /Ran 1 test in 1\.000s\nInterrupted while it ran test\/echo\.EchoTest\.testB\n\nFAILED/,
  );
});
