import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  eventAsText,
  eventMessage,
  eventSystem,
  eventTime,
  formatEvent,
  formatEventAsClassicLogText,
  formatUnformattableEvent,
  oneEntry,
} from "./format.ts";
import { LogLevel } from "./levels.ts";
import type { LogEvent } from "./observer.ts";

const event: LogEvent = {
  log_format: "hello {who}",
  log_time: 1_704_067_200,
  log_namespace: "ns",
  log_level: LogLevel.info,
  who: "world",
};
const failed: LogEvent = {
  ...event,
  log_failure: { value: "x", getTraceback: () => "Traceback\n  at x" },
};

test("L4: formatEvent never throws: falls back to 'Unable to format event …'", () => {
  assert.equal(
    formatEvent({ log_format: "{a} {b}", a: 1 }),
    'Unable to format event {log_format: "{a} {b}", a: 1}: LogFormatError: no field b',
  );
  const thrower = (): never => {
    throw Object.create(null);
  };
  assert.match(formatEvent({ log_format: "{a()}", a: thrower }), /^Unable .*cannot be shown/);
  assert.match(formatEvent({ log_format: 5 as unknown as string }), /is a string, not 5$/);
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (format, a) => {
      const odd = { log_format: format, a } as LogEvent;
      assert.equal(typeof formatEvent(odd), "string");
      assert.equal(typeof formatEvent({ log_format: "{a} {a!r} {a.b} {a()}", a }), "string");
    }),
  );
  assert.match(formatUnformattableEvent(event, new Error("why")), /^Unable.*: Error: why$/);
});

test("an event without a format says nothing", () => {
  assert.equal(formatEvent({ a: 1 }), "");
  assert.equal(eventAsText({ a: 1, log_time: 1 }), "");
  assert.equal(formatEventAsClassicLogText({}), undefined);
});

test("eventAsText is time, system, message and traceback, each of which can be left out", () => {
  assert.equal(eventAsText(event), "2024-01-01T00:00:00+0000 [ns#info] hello world");
  assert.equal(eventAsText(event, { includeTimestamp: false }), "[ns#info] hello world");
  assert.equal(
    eventAsText(event, { includeSystem: false, formatTime: (s) => `<${s}>` }),
    "<1704067200> hello world",
  );
  assert.ok(eventAsText(failed).endsWith("hello world\nTraceback\n  at x"));
  assert.equal(eventAsText(failed, { includeTraceback: false }), eventAsText(event));
  assert.equal(eventMessage(failed, false), "hello world");
});

test("the system is log_system, or namespace#level with dashes for what is missing", () => {
  assert.equal(eventSystem({ ...event, log_system: "HTTP,1" }), "HTTP,1");
  assert.equal(eventSystem({}), "-#-");
  assert.equal(eventSystem({ log_level: LogLevel.warn }), "-#warn");
});

test("a time formatter that throws costs the time alone", () => {
  const broken = (): never => {
    throw new Error("no time");
  };
  assert.equal(eventTime(event, broken), "-");
  assert.equal(eventTime({}), "-");
});

test("further lines of an entry are indented, so that nothing logged looks like an entry", () => {
  assert.equal(
    formatEventAsClassicLogText(failed),
    "2024-01-01T00:00:00+0000 [ns#info] hello world\n\tTraceback\n\t  at x\n",
  );
  const forged = { ...event, who: "x\n2024-01-01T00:00:00+0000 [ns#info] forged\r\x1b[2J\x9b" };
  assert.equal(
    formatEventAsClassicLogText(forged),
    "2024-01-01T00:00:00+0000 [ns#info] hello x\n" +
      "\t2024-01-01T00:00:00+0000 [ns#info] forged\\r\\x1b[2J\\x9b\n",
  );
  assert.equal(oneEntry("a\tb é 😀"), "a\tb é 😀");
});

test("a peer cannot turn the direction of an entry either, nor end its line", () => {
  assert.equal(oneEntry("a\u202egnp.exe\u2028\u2066b"), "a\\u202egnp.exe\\u2028\\u2066b");
});
