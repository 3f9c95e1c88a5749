import assert from "node:assert/strict";
import { test } from "node:test";
import { LogLevel } from "./levels.ts";
import type { LogEvent } from "./observer.ts";
import { type TextFileLogOptions, textFileLogObserver } from "./text-file.ts";

const event: LogEvent = {
  log_format: "hello {who}",
  log_time: 1_704_067_200.5,
  log_namespace: "ns",
  log_level: LogLevel.error,
  who: "world",
};

function written(options: TextFileLogOptions, ...events: LogEvent[]): string[] {
  const texts: string[] = [];
  const observer = textFileLogObserver((text) => texts.push(text), options);
  for (const e of events) observer(e);
  return texts;
}

test("each event is one write of one entry; an event that says nothing is none", () => {
  assert.deepEqual(written({}, event, {}, { ...event, who: "a\nb" }), [
    "2024-01-01T00:00:00+0000 [ns#error] hello world\n",
    "2024-01-01T00:00:00+0000 [ns#error] hello a\n\tb\n",
  ]);
});

test("the time is shown as asked, or not at all", () => {
  assert.deepEqual(written({ timeFormat: "%T.%f", offsetMinutes: 60 }, event), [
    "01:00:00.500000 [ns#error] hello world\n",
  ]);
  assert.deepEqual(written({ timeFormat: null }, event), ["- [ns#error] hello world\n"]);
});

test("color paints the system by the level, and escapes what a peer might paint", () => {
  const [line] = written({ color: true }, { ...event, who: "\x1b[31mred\nnext" });
  assert.equal(
    line,
    "\x1b[2m2024-01-01T00:00:00+0000\x1b[0m \x1b[31m[ns#error]\x1b[0m hello \\x1b[31mred\n\tnext\n",
  );
  const lines = LogLevel.all().map(
    (level) => written({ color: true }, { ...event, log_level: level })[0],
  );
  assert.equal(new Set(lines.map((text) => text?.replace(/\[ns#\w+\]/, ""))).size, 5);
  assert.deepEqual(written({ color: true }, {}), []);
  assert.equal(
    written({ color: true }, { log_format: "x" })[0],
    "\x1b[2m-\x1b[0m [-#-]\x1b[0m x\n",
  );
});
