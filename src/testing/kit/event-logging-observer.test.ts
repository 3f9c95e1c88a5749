import assert from "node:assert/strict";
import { test } from "node:test";
import { Logger, LogPublisher } from "../../logger/index.ts";
import { EventLoggingObserver } from "./event-logging-observer.ts";

test("it is the list of the events", (t) => {
  const publisher = new LogPublisher();
  const observer = EventLoggingObserver.createWithCleanup(t, publisher);
  const log = new Logger({ namespace: "x", observer: publisher });
  log.info("one {n}", { n: 1 });
  log.warn("two");
  assert.equal(observer.length, 2);
  assert.equal(observer[0]?.n, 1);
  assert.deepEqual(
    observer.map((event) => event.log_format),
    ["one {n}", "two"],
  );
  assert.equal([...observer].length, 2);
});

test("it observes until the test is cleaned up", () => {
  const publisher = new LogPublisher();
  const cleanups: (() => void)[] = [];
  const owner = { addCleanup: (cleanup: () => void) => cleanups.push(cleanup) };
  const observer = EventLoggingObserver.createWithCleanup(owner, publisher);
  publisher.observe({ n: 1 });
  for (const cleanup of cleanups) cleanup();
  publisher.observe({ n: 2 });
  assert.equal(observer.length, 1);
});
