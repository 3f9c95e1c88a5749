import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { formatEvent } from "./format.ts";
import { LogLevel } from "./levels.ts";
import { Logger } from "./logger.ts";
import type { LogEvent } from "./observer.ts";
import { pinoDestination, pinoFileLogObserver, pinoLogObserver } from "./pino.ts";

const error = new TypeError("no", { cause: new Error("deeper") });

/** What all of this says, at every level, logged with a fixed clock. */
function logAll(observer: ConstructorParameters<typeof Logger>[0]): void {
  const log = new Logger({ namespace: "shop.orders", clock: () => 1.5, ...observer });
  for (const level of LogLevel.all()) log.emit(level, "{n} of {what}", { n: 3, what: "100%s" });
  log.failure("while paying", error, { level: "mine", amount: 2.5 });
}

const expected = [20, 30, 40, 50, 60].map((level) => ({
  level,
  time: 1500,
  name: "shop.orders",
  n: 3,
  what: "100%s",
  msg: "3 of 100%s",
}));

test("lines of pino's: levels, milliseconds, name, fields, err", () => {
  const lines: string[] = [];
  logAll({ observer: pinoFileLogObserver((line) => lines.push(line), { pid: 1, hostname: 'h"' }) });
  assert.ok(lines.every((line) => line.endsWith("}\n")));
  const records = lines.map((line) => JSON.parse(line));
  const host = { pid: 1, hostname: 'h"' };
  assert.deepEqual(
    records.slice(0, 5),
    expected.map((record) => ({ ...record, ...host })),
  );
  const { err, ...rest } = records[5];
  assert.deepEqual(rest, {
    level: 60,
    time: 1500,
    ...host,
    name: "shop.orders",
    level_: "mine",
    amount: 2.5,
    msg: "while paying",
  });
  assert.deepEqual([err.type, err.message], ["TypeError", "no"]);
  assert.match(err.stack, /^TypeError: no\n.*Caused by: Error: deeper/s);
});

test("pino itself writes the same of the events that it is passed", () => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const options = { base: null, timestamp: false, level: "debug" } as const;
  logAll({ observer: pinoLogObserver(pino(options, destination), { time: true }) });
  const records = lines.map((line) => JSON.parse(line));
  assert.deepEqual(records.slice(0, 5), expected);
  const { err, ...rest } = records[5];
  assert.equal(rest.level_, "mine");
  assert.equal(rest.level, 60);
  assert.deepEqual([err.type, err.message.split(":")[0]], ["TypeError", "no"]);
});

test("what pino's level leaves out is not built", () => {
  const lines: string[] = [];
  const quiet = pino({ level: "warn" }, { write: (line: string) => void lines.push(line) });
  const log = new Logger({ namespace: "n", observer: pinoLogObserver(quiet) });
  assert.deepEqual([log.isEnabled(LogLevel.info), log.isEnabled(LogLevel.warn)], [false, true]);
  quiet.level = "debug";
  assert.equal(log.isEnabled(LogLevel.info), true);
  log.failure("thrown", "text");
  assert.equal(JSON.parse(lines[0]!).err.message, "text");
  assert.equal(JSON.parse(lines[0]!).level, 60);
});

test("what libraries log with pino becomes events", () => {
  const events: LogEvent[] = [];
  const theirs = pino(
    { level: "trace", base: null },
    pinoDestination((event) => events.push(event)),
  );
  theirs.trace("{not a format}");
  theirs.child({ name: "db", request: 7 }).error({ err: error, log_level: "forged" }, "query");
  theirs.fatal("end");
  pinoDestination((event) => events.push(event)).write("no JSON\n");
  assert.deepEqual(
    events.map((event) => [event.log_level?.name, event.log_namespace, formatEvent(event)]),
    [
      ["debug", "pino", "{not a format}"],
      ["error", "db", "query"],
      ["critical", "pino", "end"],
      ["info", "pino", "no JSON"],
    ],
  );
  assert.equal(events[1]?.request, 7);
  assert.equal((events[1]!.log_failure!.value as Error).name, "TypeError");
  assert.match(events[1]!.log_failure!.getTraceback!(), /TypeError: no/);
  assert.ok(Math.abs(events[0]!.log_time! - Date.now() / 1000) < 60);
});
