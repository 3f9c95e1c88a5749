import assert from "node:assert/strict";
import { test } from "node:test";
import { globalLogPublisher } from "./global-publisher.ts";
import { Logger } from "./logger.ts";
import type { LogEvent } from "./observer.ts";

test("a logger that is told nothing else writes to the global publisher", () => {
  const events: LogEvent[] = [];
  const observer = (event: LogEvent): unknown => events.push(event);
  globalLogPublisher.addObserver(observer);
  new Logger({ namespace: "here" }).info("hello");
  globalLogPublisher.removeObserver(observer);
  new Logger({ namespace: "here" }).info("unheard");
  assert.deepEqual(
    events.map((event) => event.log_format),
    ["hello"],
  );
});
