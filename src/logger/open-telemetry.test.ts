import assert from "node:assert/strict";
import { test } from "node:test";
import type { LoggerProvider, LogRecord, Logger as TheirLogger } from "@opentelemetry/api-logs";
import { logs } from "@opentelemetry/api-logs";
import { LogLevel } from "./levels.ts";
import { Logger } from "./logger.ts";
import { openTelemetryLogObserver } from "./open-telemetry.ts";

/** A provider that keeps what it is given; severities below `least` are not wanted. */
class Provider implements LoggerProvider {
  readonly records: [string, LogRecord][] = [];
  readonly made: string[] = [];
  least = 0;

  getLogger(name: string): TheirLogger {
    this.made.push(name);
    return {
      emit: (record) => void this.records.push([name, record]),
      enabled: (options) => (options?.severityNumber ?? 0) >= this.least,
    };
  }
}

test("events become records: severity, time, text, attributes", () => {
  const provider = new Provider();
  const observer = openTelemetryLogObserver(provider);
  const log = new Logger({ namespace: "shop.orders", observer, clock: () => 1.5 });
  for (const level of LogLevel.all()) log.emit(level, "{n} of {what}", { n: 3, what: ["x", 1n] });
  assert.deepEqual(provider.made, ["shop.orders"]);
  const records = provider.records.map(([, record]) => record);
  assert.deepEqual(
    records.map(({ severityNumber, severityText }) => [severityNumber, severityText]),
    [
      [5, "DEBUG"],
      [9, "INFO"],
      [13, "WARN"],
      [17, "ERROR"],
      [21, "FATAL"],
    ],
  );
  const { body, attributes, timestamp } = records[0]!;
  assert.equal(body, '3 of ["x", 1n]');
  assert.deepEqual(timestamp, new Date(1500));
  assert.deepEqual(
    { ...attributes },
    { n: 3, what: ["x", { unpersistable: true }], "log.namespace": "shop.orders" },
  );
});

test("failures are exceptions by the semantic conventions", () => {
  const provider = new Provider();
  const log = new Logger({
    namespace: "n",
    observer: openTelemetryLogObserver(provider.getLogger("one")),
  });
  log.failure("while paying", new TypeError("no"));
  log.failure("thrown", "text");
  const [first, second] = provider.records.map(([, record]) => record.attributes);
  assert.equal(first?.["exception.type"], "TypeError");
  assert.equal(first?.["exception.message"], "no");
  assert.match(String(first?.["exception.stacktrace"]), /^TypeError: no\n/);
  assert.equal(second?.["exception.message"], "text");
});

test("what nobody wants is not built, and the API without an SDK takes all", () => {
  const provider = new Provider();
  const log = new Logger({ namespace: "n", observer: openTelemetryLogObserver(provider) });
  provider.least = 13;
  assert.deepEqual([log.isEnabled(LogLevel.info), log.isEnabled(LogLevel.warn)], [false, true]);
  const none = openTelemetryLogObserver(logs.getLoggerProvider());
  new Logger({ namespace: "n", observer: none }).warn("nothing happens");
});
