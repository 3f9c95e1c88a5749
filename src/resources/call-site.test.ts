import assert from "node:assert/strict";
import { test } from "node:test";
import { framesOf, Origin, placeOf, programFrames, stackHere } from "./call-site.ts";

const OURS = new URL("../", import.meta.url).href;

/** An error with this stack, innermost frame first. */
function stackOf(...frames: string[]): Error {
  const error = new Error("here");
  error.stack = ["Error: here", ...frames.map((frame) => `    at ${frame}`)].join("\n");
  return error;
}

const USER = "chat (file:///app/chat.ts:10:5)";

test("a stack has more frames than the usual ten, and the limit is what it was", () => {
  const before = Error.stackTraceLimit;
  const deep = (n: number): Error => (n === 0 ? stackHere() : deep(n - 1));
  assert.ok(framesOf(deep(30)).length > 25);
  assert.equal(Error.stackTraceLimit, before);
});

test("the program's frames are those that are neither ours nor the runtime's", () => {
  const here = stackOf(
    `new Deferred (${OURS}deferred/deferred.js:5:1)`,
    "process.nextTick (node:internal/x:1:1)",
    USER,
    `TCP.emit (${OURS}reactor/streams.js:5:1)`,
    "async main (/app/main.js:3:1)",
    "new Promise (<anonymous>)",
  );
  assert.deepEqual(programFrames(here).map(placeOf), ["/app/chat.ts:10:5", "/app/main.js:3:1"]);
});

test("what V8 says in front of the frames is none of them, whatever the error is called", () => {
  const error = new TypeError("no port (of two\nlines)");
  error.stack = `TypeError: ${error.message}\n    at ${USER}`;
  assert.deepEqual(programFrames(error).map(placeOf), ["/app/chat.ts:10:5"]);
});

test("tests and examples of the package are programs", () => {
  for (const path of ["net/x.test.js", "net/x.test-fixture.js", "examples/chat.js"])
    assert.equal(programFrames(stackOf(`${OURS}${path}:1:1`)).length, 1, path);
  assert.equal(programFrames(stackOf(`${OURS}net/x.js:1:1`)).length, 0);
});

test("what drives simulated time has caused nothing, unless the program is in between", () => {
  const clock = `Clock.advance (${OURS}time/clock.js:5:1)`;
  const world = `#settle (${OURS}platform/memory/events.js:5:1)`;
  for (const pump of [clock, world]) {
    assert.deepEqual(programFrames(stackOf(`a (${OURS}net/a.js:1:1)`, pump, USER)), []);
    assert.equal(programFrames(stackOf(USER, pump, "test (/app/chat.test.ts:1:1)")).length, 2);
  }
  const set = `Clock.callLater (${OURS}time/clock.js:5:1)`;
  assert.equal(programFrames(stackOf(set, USER)).length, 1);
});

test("a place is file, line and column, whatever the frame looks like", () => {
  assert.equal(placeOf("    at file:///a%20b/c.js:1:2"), "/a b/c.js:1:2");
  assert.equal(placeOf("    at async /a/c.js:1:2"), "/a/c.js:1:2");
  assert.equal(placeOf("    at new Foo (/a/c.js:1:2)"), "/a/c.js:1:2");
});

test("an origin without lines of its own has those of its cause, however long the chain is", () => {
  const cause = new Origin(stackOf(USER));
  let origin = cause;
  for (let n = 0; n < 100; n++) origin = new Origin(stackOf("x (node:timers:1:1)"), origin);
  assert.equal(origin.place, "/app/chat.ts:10:5");
  assert.deepEqual(origin.own, []);
  const better = new Origin(stackOf("y (/app/y.ts:1:1)"), cause);
  assert.equal(better.place, "/app/y.ts:1:1");
});

test("without a stack an origin knows nothing, and says so", () => {
  assert.deepEqual(
    { known: new Origin(null).known, place: new Origin(null).place },
    { known: false, place: null },
  );
});
