import assert from "node:assert/strict";
import { test } from "node:test";
import { capturedLogs } from "./captured.ts";
import { Logger } from "./logger.ts";

const log = new Logger({ namespace: "x" });
const formats = (events: readonly { log_format?: string }[]): unknown[] =>
  events.map((event) => event.log_format);

test("capturedLogs gives what was logged inside, and nothing from before or after", () => {
  log.info("before");
  const events = capturedLogs((soFar) => {
    log.info("one");
    assert.equal(soFar.length, 1);
    log.info("two");
  });
  log.info("after");
  assert.deepEqual(formats(events), ["one", "two"]);
});

test("an async body is captured to its end", async () => {
  const pending = capturedLogs(async () => {
    await Promise.resolve();
    log.info("late");
  });
  const events = await pending;
  log.info("after");
  assert.deepEqual(formats(events), ["late"]);
});

test("what the body throws is thrown, and the capture is over", async () => {
  const kept: unknown[] = [];
  assert.throws(
    () =>
      capturedLogs((events) => {
        kept.push(events);
        throw new Error("sync");
      }),
    /sync/,
  );
  await assert.rejects(
    capturedLogs(async (events) => {
      kept.push(events);
      throw new Error("async");
    }),
    /async/,
  );
  log.info("after");
  assert.deepEqual(kept, [[], []]);
});
