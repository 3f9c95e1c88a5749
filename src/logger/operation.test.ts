import assert from "node:assert/strict";
import { test } from "node:test";
import { formatEvent } from "./format.ts";
import { LogLevel } from "./levels.ts";
import { Logger } from "./logger.ts";
import type { LogEvent } from "./observer.ts";

function logging(): { log: Logger; events: LogEvent[] } {
  const events: LogEvent[] = [];
  return { events, log: new Logger({ namespace: "n", observer: (event) => events.push(event) }) };
}
const error = new TypeError("no");
const fails = (): never => {
  throw error;
};

test("L6: failuresHandled logs what is thrown, at critical, and goes on", () => {
  const { log, events } = logging();
  const operation = log.failuresHandled("while frobbing {knob}", fails, { knob: 7 });
  assert.ok(operation.failed && !operation.succeeded);
  assert.equal(operation.failure.value, error);
  assert.deepEqual(events.map(formatEvent), ["while frobbing 7"]);
  assert.equal(events[0]?.log_level, LogLevel.critical);
  assert.equal(events[0]?.log_failure?.value, error);
});

test("L6: what goes well logs nothing, and has its value", () => {
  const { log, events } = logging();
  const operation = log.failuresHandled("while frobbing", () => 7);
  assert.ok(operation.succeeded);
  assert.equal(operation.value + 1, 8);
  assert.deepEqual([operation.failure, events], [null, []]);
});

test("L6: an async body is waited for", async () => {
  const { log, events } = logging();
  const bad = log.failuresHandled("later", async () => fails());
  assert.ok(bad instanceof Promise);
  assert.equal((await bad).failure?.value, error);
  const good = await log.failuresHandled("later", () => Promise.resolve(7));
  assert.ok(good.succeeded && good.value === 7);
  assert.equal(events.length, 1);
});

test("L6: at another level, where that is asked for", () => {
  const { log, events } = logging();
  log.failuresHandled("x", fails, { a: 1 }, LogLevel.warn);
  assert.deepEqual([events[0]?.log_level, events[0]?.a], [LogLevel.warn, 1]);
});

test("L6: failureHandler is the same for many bodies", () => {
  const { log, events } = logging();
  const whileCalling = log.failureHandler("while calling back");
  assert.equal(whileCalling(() => 1).value, 1);
  assert.ok(whileCalling(fails).failed);
  assert.ok(whileCalling(fails).failed);
  assert.equal(events.length, 2);
});

test("L6: an observer that throws does not turn what went well into a failure, nor is it thrown", () => {
  const log = new Logger({ namespace: "n", observer: fails });
  assert.equal(log.failuresHandled("x", () => log.info("inside")).succeeded, true);
  assert.equal(log.failuresHandled("x", fails).failed, true);
});
