import assert from "node:assert/strict";
import { test } from "node:test";
import { capturedLogs } from "./captured.ts";
import { setLogClock } from "./clock.ts";
import { InvalidLogLevelError } from "./errors.ts";
import { FilteringLogObserver, LogLevelFilterPredicate } from "./filter.ts";
import { LogLevel } from "./levels.ts";
import { Logger } from "./logger.ts";
import type { LogEvent, LogTrace } from "./observer.ts";
import { LogPublisher } from "./publisher.ts";

function logging(options: { clock?: () => number } = {}): { log: Logger; events: LogEvent[] } {
  const events: LogEvent[] = [];
  const observer = (event: LogEvent): unknown => events.push(event);
  return { events, log: new Logger({ namespace: "shop.orders", observer, ...options }) };
}

test("each method emits at its level, with the format and the fields as they are", () => {
  const { log, events } = logging();
  for (const level of LogLevel.all()) log[level.name]("{n} of them", { n: level.rank });
  assert.deepEqual(
    events,
    LogLevel.all().map((level) => ({
      n: level.rank,
      log_logger: log,
      log_level: level,
      log_namespace: "shop.orders",
      log_format: "{n} of them",
    })),
  );
});

test("the keys of the logging system win over fields of the same name", () => {
  const { log, events } = logging({ clock: () => 3 });
  log.info("x", { log_level: "?", log_namespace: "?", log_time: 9, log_logger: 1, log_format: 2 });
  const { log_level, log_namespace, log_time, log_format } = events[0]!;
  assert.deepEqual(
    [log_level, log_namespace, log_time, log_format],
    [LogLevel.info, "shop.orders", 3, "x"],
  );
});

test("fields may have any name, and none changes what an event is", () => {
  const { log, events } = logging();
  log.info("{constructor} {toString}", { constructor: 1, toString: 2, ...JSON.parse('{"a":3}') });
  assert.deepEqual([events[0]?.constructor, events[0]?.toString, events[0]?.a], [1, 2, 3]);
  log.info("x", JSON.parse('{"__proto__": {"log_system": "forged"}}'));
  assert.equal(events[1]?.log_system, undefined);
});

test("log_time is by the logger's clock, or the one that is set, or absent", () => {
  const { log, events } = logging();
  log.info("a");
  const restore = setLogClock(() => 100.5);
  log.info("b");
  logging({ clock: () => 7 }).log.info("not here");
  restore();
  assert.deepEqual(
    events.map((event) => ["log_time" in event, event.log_time]),
    [
      [false, undefined],
      [true, 100.5],
    ],
  );
});

test("L5: a logger's namespace is its source's class, and log_source its source", () => {
  class Shop {
    readonly log: Logger = new Logger({ source: this, observer: (event) => seen.push(event) });
  }
  const seen: LogEvent[] = [];
  const shop = new Shop();
  shop.log.info("open");
  assert.deepEqual([seen[0]?.log_namespace, seen[0]?.log_source], ["Shop", shop]);
  assert.equal(new Logger({ source: Shop }).namespace, "Shop");
  assert.equal(new Logger().namespace, "<unknown>");
  assert.equal(new Logger({ source: Object.create(null) }).namespace, "<unknown>");

  const bound = shop.log.withSource("till 2");
  bound.info("beep");
  assert.deepEqual([seen[1]?.log_namespace, seen[1]?.log_source], ["Shop", "till 2"]);
  assert.equal(String(bound), "<Logger Shop>");
});

test("withSource keeps the clock", () => {
  const { log, events } = logging({ clock: () => 4 });
  log.withSource(1).info("x");
  assert.equal(events[0]?.log_time, 4);
});

test("L6: failure logs at critical with log_failure", () => {
  const { log, events } = logging();
  const error = new Error("no");
  const failure = { value: error, getTraceback: () => "trace" };
  log.failure("doing {what}", failure, { what: "sums" });
  log.failure("caught", error);
  assert.equal(events[0]?.log_level, LogLevel.critical);
  assert.equal(events[0]?.log_failure, failure);
  assert.equal(events[0]?.what, "sums");
  assert.equal(events[1]?.log_failure?.value, error);
});

test("something that is no level is logged as an error, with the event's fields", () => {
  const { log, events } = logging();
  log.emit("info" as unknown as LogLevel, "lost?", { n: 1 });
  const [event] = events;
  assert.equal(event?.log_level, LogLevel.critical);
  assert.ok(event?.log_failure?.value instanceof InvalidLogLevelError);
  assert.deepEqual([event?.invalidFormat, event?.n], ["lost?", 1]);
});

test("what nobody wants is not even stamped with the time", () => {
  let readings = 0;
  const clock = (): number => readings++;
  const unheard = new Logger({ namespace: "x", observer: new LogPublisher(), clock });
  unheard.critical("x");
  const observer = new FilteringLogObserver(() => {}, [new LogLevelFilterPredicate()]);
  const quiet = new Logger({ namespace: "x", observer: new LogPublisher(observer), clock });
  quiet.debug("x");
  assert.equal(readings, 0);
  assert.equal(quiet.isEnabled(LogLevel.debug), false);
  assert.equal(quiet.isEnabled(LogLevel.info), true);
  quiet.info("x");
  assert.equal(readings, 1);
});

test("a traced event shows the filter that stopped it", () => {
  const filter = new FilteringLogObserver(() => {}, [new LogLevelFilterPredicate()]);
  const log = new Logger({ namespace: "x", observer: filter });
  const trace: LogTrace = [];
  log.debug("x", { log_trace: trace });
  assert.equal(trace.length, 1);
  assert.equal(trace[0]?.[0], log);
  assert.equal(trace[0]?.[1], filter);
});

test("logging never throws: a bare observer's failure goes to the global publisher", async () => {
  const error = new Error("broken");
  const events = await capturedLogs(async () => {
    const broken = (): never => {
      throw error;
    };
    new Logger({ namespace: "x", observer: broken }).info("x");
    new Logger({ namespace: "x", observer: () => Promise.reject(error) }).info("x");
    await new Promise(setImmediate);
  });
  assert.deepEqual(
    events.map((event) => event.log_failure?.value),
    [error, error],
  );
});

test("logging never throws: fields or a clock that do are reported in the event's place", () => {
  const { log, events } = logging();
  const fields = {
    get n(): number {
      throw new Error("getter");
    },
  };
  log.info("first", fields);
  log.failure("second", new Error("x"), fields);
  const late = logging({
    clock: () => {
      throw new Error("stopped");
    },
  });
  late.log.info("third");
  const all = [...events, ...late.events];
  assert.deepEqual(
    all.map((event) => [event.lostFormat, event.log_failure?.getErrorMessage?.()]),
    [
      ["first", "Error: getter"],
      ["second", "Error: getter"],
      ["third", "Error: stopped"],
    ],
  );
});
