import assert from "node:assert/strict";
import { test } from "node:test";
import { formatEvent } from "./format.ts";
import { setLastResort } from "./last-resort.ts";
import { LogLevel } from "./levels.ts";
import { Logger } from "./logger.ts";
import type { LogEvent, LogObserver, LogTrace } from "./observer.ts";
import { bitbucketLogObserver, LogPublisher } from "./publisher.ts";
import { textFileLogObserver } from "./text-file.ts";

const broken = (error: unknown): LogObserver => {
  return () => {
    throw error;
  };
};

function recorder(): LogEvent[] & { observe: (event: LogEvent) => void } {
  const events: LogEvent[] = [];
  return Object.assign(events, { observe: (event: LogEvent): void => void events.push(event) });
}

function lastResortOf(body: () => void): string {
  let text = "";
  setLastResort((piece) => {
    text += piece;
  });
  body();
  setLastResort(undefined);
  return text;
}

test("events go to every observer, in the order they were added, and to each once", () => {
  const order: string[] = [];
  const first = (): unknown => order.push("first");
  const publisher = new LogPublisher(first, () => order.push("second"));
  publisher.addObserver(first);
  publisher.observe({});
  publisher.removeObserver(first);
  publisher.removeObserver(first);
  publisher.observe({});
  assert.deepEqual(order, ["first", "second", "second"]);
  assert.throws(() => publisher.addObserver({} as LogObserver), TypeError);
});

test("L1: observer exceptions never propagate, are told to the others, and it stays registered", () => {
  const error = new Error("broken");
  const bad = broken(error);
  const events = recorder();
  const publisher = new LogPublisher(bad, events);
  publisher.observe({ n: 1 });
  publisher.observe({ n: 2 });
  assert.deepEqual(
    events.map((event) => event.n ?? event.log_failure?.value),
    [1, error, 2, error],
  );
  assert.equal(events[1]?.log_level, LogLevel.critical);
  assert.equal(events[1]?.observer, bad);
});

test("L1: two observers that fail hear of each other", () => {
  const heard: unknown[] = [];
  const failing = (name: string): LogObserver => {
    return (event) => {
      if (event.log_failure === undefined) throw new Error(name);
      heard.push([name, (event.log_failure.value as Error).message]);
    };
  };
  new LogPublisher(failing("a"), failing("b")).observe({});
  assert.deepEqual(heard, [
    ["b", "a"],
    ["a", "b"],
  ]);
});

test("L1: with nobody to tell, the last resort is told", () => {
  const text = lastResortOf(() => new LogPublisher(broken(new Error("alone"))).observe({}));
  assert.match(text, /^Log observer failed: Error: alone\n\s+at /);
});

test("L1: many broken observers end, each error told", () => {
  let calls = 0;
  const publisher = new LogPublisher();
  for (let i = 0; i < 20; i++)
    publisher.addObserver(() => {
      calls++;
      throw new Error(`broken ${i}.`);
    });
  const text = lastResortOf(() => publisher.observe({}));
  assert.equal(calls, 20 + 20 * 19);
  for (let i = 0; i < 20; i++) assert.ok(text.includes(`broken ${i}.`));
});

test("L1: an async observer that fails is an observer that fails", async () => {
  const events = recorder();
  const error = new Error("later");
  new LogPublisher(() => Promise.reject(error), events).observe({ n: 1 });
  await new Promise(setImmediate);
  assert.deepEqual([events.length, events[1]?.log_failure?.value], [2, error]);
});

test("observers may be added and removed while an event is delivered", () => {
  const events = recorder();
  const publisher = new LogPublisher();
  const once = (): void => {
    publisher.removeObserver(once);
    publisher.addObserver(events);
  };
  const after = recorder();
  publisher.addObserver(once);
  publisher.addObserver(after);
  publisher.observe({ n: 1 });
  publisher.observe({ n: 2 });
  assert.deepEqual([events.length, after.length], [1, 2]);
});

test("log_trace records the way of an event", () => {
  const events = recorder();
  const publisher = new LogPublisher(events);
  const trace: LogTrace = [];
  publisher.observe({ log_trace: trace });
  assert.equal(trace[0]?.[0], publisher);
  assert.equal(trace[0]?.[1], events);
});

test("a publisher is enabled when one of its observers is", () => {
  const publisher = new LogPublisher(bitbucketLogObserver);
  assert.equal(publisher.isEnabled(LogLevel.critical, "x"), false);
  publisher.addObserver(() => {});
  assert.equal(publisher.isEnabled(LogLevel.debug, "x"), true);
  bitbucketLogObserver.observe({});
});

test("L1: what an observer logs while it is told of an event is for the others, and ends", () => {
  const seen: string[] = [];
  const log = new Logger({ namespace: "n", observer: { observe: (e) => publisher.observe(e) } });
  const chatty = (event: LogEvent): void => {
    seen.push(`chatty ${event.log_format}`);
    log.info("from inside");
  };
  const publisher = new LogPublisher(chatty, (event) => seen.push(String(event.log_format)));
  log.info("hello");
  assert.deepEqual(seen, ["chatty hello", "from inside", "hello"]);
  log.info("again");
  assert.equal(seen.length, 6);
});

test("L1: two observers that log are each told of what the other one logs, and it ends", () => {
  let calls = 0;
  const log = new Logger({ namespace: "n", observer: { observe: (e) => publisher.observe(e) } });
  const chatty = (): (() => void) => () => {
    calls += 1;
    log.info("from inside");
  };
  const publisher = new LogPublisher(chatty(), chatty(), chatty());
  log.info("hello");
  assert.ok(calls <= 15, `${calls}`);
});

test("L1: EPIPE and ENOSPC of an observer's write cost the line, and are told to the others", async () => {
  for (const code of ["EPIPE", "ENOSPC"]) {
    const texts: string[] = [];
    const failing = Object.assign(new Error(code), { code });
    const publisher = new LogPublisher(
      textFileLogObserver(() => {
        throw failing;
      }),
      async () => {
        throw failing;
      },
      (event) => texts.push(formatEvent(event)),
    );
    new Logger({ namespace: "n", observer: publisher }).info("hello");
    await null;
    await null;
    assert.equal(texts[0], "hello");
    // The second one fails on the report of the first as well.
    assert.equal(texts.filter((text) => text.includes(`failed: Error: ${code}`)).length, 3);
  }
});
