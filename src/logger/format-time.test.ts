import assert from "node:assert/strict";
import { test } from "node:test";
import { formatTime } from "./format-time.ts";

const newYear = 1_704_067_200;

test("times are RFC 3339 in UTC, unless told otherwise", () => {
  assert.equal(formatTime(newYear), "2024-01-01T00:00:00+0000");
  assert.equal(formatTime(newYear + 0.999), "2024-01-01T00:00:00+0000");
  assert.equal(formatTime(newYear, { offsetMinutes: -210 }), "2023-12-31T20:30:00-0330");
  assert.equal(formatTime(newYear, { offsetMinutes: 330 }), "2024-01-01T05:30:00+0530");
  assert.equal(formatTime(0), "1970-01-01T00:00:00+0000");
  assert.equal(formatTime(-1), "1969-12-31T23:59:59+0000");
});

test("a time format is a strftime format", () => {
  const format = (timeFormat: string, when = newYear + 0.25): string =>
    formatTime(when, { timeFormat });
  assert.equal(format("%F %T.%f"), "2024-01-01 00:00:00.250000");
  assert.equal(format("%y%j %a %b %H:%M:%S 100%% %Q"), "24001 Mon Jan 00:00:00 100% %Q");
  assert.equal(format("%j", newYear + 365 * 86_400), "366");
  assert.equal(format("%T.%f", newYear + 0.9999999), "00:00:01.000000");
  assert.equal(format("%T.%f", -0.25), "23:59:59.750000");
});

test("an unknown time is a dash, or what is asked for", () => {
  assert.equal(formatTime(undefined), "-");
  assert.equal(formatTime(undefined, { default: "never" }), "never");
  assert.equal(formatTime(newYear, { timeFormat: null }), "-");
  for (const when of [Number.NaN, Number.POSITIVE_INFINITY, 1e15])
    assert.equal(formatTime(when), "-");
});
