import assert from "node:assert/strict";
import { test } from "node:test";
import { globalLogBeginner, LogBeginner } from "./beginner.ts";
import { formatEvent } from "./format.ts";
import { globalLogPublisher } from "./global-publisher.ts";
import { LogLevel } from "./levels.ts";
import { Logger } from "./logger.ts";
import type { LogEvent } from "./observer.ts";
import { LogPublisher } from "./publisher.ts";

interface Start {
  readonly beginner: LogBeginner;
  readonly log: Logger;
  readonly events: LogEvent[];
  readonly observer: (event: LogEvent) => unknown;
  readonly messages: () => string[];
}

function starting(options: { bufferSize?: number } = {}): Start {
  const publisher = new LogPublisher();
  const events: LogEvent[] = [];
  return {
    beginner: new LogBeginner(publisher, options),
    log: new Logger({ namespace: "x", observer: publisher }),
    events,
    observer: (event) => events.push(event),
    messages: () => events.map(formatEvent),
  };
}

test("L2: up to 200 events are kept before logging begins, then replayed in order", () => {
  const { beginner, log, observer, messages } = starting();
  for (let n = 0; n < 250; n++) log.debug("{n}", { n });
  beginner.beginLoggingTo([observer]);
  log.info("live");
  const all = messages();
  assert.equal(all.length, 201);
  assert.deepEqual([all[0], all[199], all[200]], ["50", "249", "live"]);
});

test("L2: critical events before logging begins also go to the fallback", () => {
  const { beginner, log, observer, messages } = starting();
  let text = "";
  beginner.fallback = (piece) => {
    text += piece;
  };
  log.error("not this");
  log.critical("on {what}", { what: "fire" });
  beginner.beginLoggingTo([observer]);
  log.critical("not any more");
  beginner.fallback = undefined;
  assert.equal(text, "on fire\n");
  assert.deepEqual(messages(), ["not this", "on fire", "not any more"]);
});

test("L2: a fallback that is set late gets the critical events it has missed", () => {
  const { beginner, log } = starting();
  log.critical("early");
  let text = "";
  beginner.fallback = (piece) => {
    text += piece;
  };
  beginner.fallback = undefined;
  assert.equal(text, "early\n");
});

test("L2: to begin again adds the observers, and logs a warning that says where both were", () => {
  const { beginner, log, events, observer, messages } = starting();
  const later: LogEvent[] = [];
  log.info("once");
  beginner.beginLoggingTo([observer]);
  beginner.beginLoggingTo([(event) => later.push(event)]);
  assert.equal(events.length, 2);
  assert.equal(events[1]?.log_level, LogLevel.warn);
  assert.match(messages()[1] ?? "", /again, .*beginner\.test.*; logging began .*beginner\.test/);
  assert.deepEqual(later, [events[1]], "nothing is replayed twice");
});

test("discardBuffer forgets what was logged before", () => {
  const { beginner, log, observer, messages } = starting({ bufferSize: 5 });
  log.info("early");
  beginner.beginLoggingTo([observer], { discardBuffer: true });
  log.info("late");
  assert.deepEqual(messages(), ["late"]);
});

test("L1: an observer that fails on a replayed event does not stop the replay", () => {
  const { beginner, log, observer, messages } = starting();
  log.info("one");
  log.info("two");
  const broken = (): never => {
    throw new Error("no");
  };
  beginner.beginLoggingTo([broken, observer]);
  assert.deepEqual(
    messages().filter((text) => text.length === 3),
    ["one", "two"],
  );
});

test("globalLogBeginner begins logging for the global publisher", () => {
  new Logger({ namespace: "x" }).info("kept");
  const events: LogEvent[] = [];
  const observer = (event: LogEvent): unknown => events.push(event);
  globalLogBeginner.beginLoggingTo([observer]);
  globalLogPublisher.removeObserver(observer);
  assert.deepEqual(events.map(formatEvent), ["kept"]);
});
