import assert from "node:assert/strict";
import { test } from "node:test";
import { type LogEvent, LogLevel } from "../../logger/index.ts";
import { ofWorker } from "./worker-log.ts";

test("each event says which worker it is of, and is else as it was", () => {
  const events: LogEvent[] = [];
  const observer = ofWorker(2, (event: LogEvent) => void events.push(event));
  observer.observe({ log_namespace: "shop", log_level: LogLevel.info, item: 3 });
  observer.observe({ log_system: "own" });
  assert.deepEqual(
    events.map(({ log_system, log_worker, item }) => [log_system, log_worker, item]),
    [
      ["shop#info worker 2", 2, 3],
      ["own worker 2", 2, undefined],
    ],
  );
  assert.equal(observer.isEnabled!(LogLevel.debug, "shop"), true);
});

test("what its observer has no use for is not built", () => {
  const observer = ofWorker(1, { observe: () => {}, isEnabled: () => false });
  assert.equal(observer.isEnabled!(LogLevel.debug, "shop"), false);
});
