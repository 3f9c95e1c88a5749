import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { errorText, LONGEST_DETAIL } from "./error-text.ts";

const cwd = join("/", "project");
const file = (path: string): string => pathToFileURL(join(cwd, path)).href;
const ours = new URL("../phase.js", import.meta.url).href;
const text = (thrown: unknown): string => errorText(thrown, { cwd });

function error(message: string, frames: readonly string[], options?: ErrorOptions): Error {
  const made = new TypeError(message, options);
  made.stack = [`TypeError: ${message}`, ...frames.map((frame) => `    at ${frame}`)].join("\n");
  return made;
}

test("what it says, and the user's own frames, by short paths", () => {
  const frames = [
    `Echo.testIt (${file("test/echo.test.js")}:3:4)`,
    `async ${file("lib/a.js")}:5:6`,
    `run (${ours}:1:1)`,
    "process.processTimers (node:internal/timers:519:7)",
  ];
  assert.equal(
    text(error("x", frames)),
    "TypeError: x\n    at Echo.testIt (test/echo.test.js:3:4)\n    at async lib/a.js:5:6",
  );
});

test("where none is the user's, this package's are shown, and the runtime's never", () => {
  assert.match(
    text(error("x", [`run (${ours}:1:1)`])),
    /^TypeError: x\n {4}at run \(.*phase\.js:1:1\)$/,
  );
  assert.equal(text(error("x", ["resolve (node:internal/x:1:1)"])), "TypeError: x");
});

test("frames and places in a message are a part of it, and are not told twice", () => {
  const frame = `    at testIt (${file("a.js")}:3:4)`;
  const made = error(`left behind:\n  ${join(cwd, "a.js")}:3:4: a port\n  ${frame}`, [
    frame.trim().slice(3),
  ]);
  assert.equal(
    text(made),
    "TypeError: left behind:\n  a.js:3:4: a port\n      at testIt (a.js:3:4)",
  );
});

test("causes and gathered errors are below, and a circle of them ends", () => {
  const inner = error("inner", []);
  assert.equal(
    text(error("x", [], { cause: inner })),
    "TypeError: x\n  caused by: TypeError: inner",
  );
  inner.cause = inner;
  assert.ok(text(inner).split("caused by").length < 10);
  const several = new AggregateError([error("1", []), "two"], "several:\n 1\n two");
  several.stack = "";
  assert.equal(text(several), "AggregateError: several:\n  1: TypeError: 1\n  2: 'two'");
});

test("what is no error is shown; colours are not; the longest is cut", () => {
  assert.equal(text({ a: 1 }), "{ a: 1 }");
  assert.equal(text(error("\u001b[31mred\u001b[39m", [])), "TypeError: red");
  assert.ok(text(error("x".repeat(1e6), [])).length < LONGEST_DETAIL + 20);
});
