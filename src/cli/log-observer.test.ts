import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { Logger, LogPublisher } from "../logger/index.ts";
import { LogFileError } from "./errors.ts";
import { logObserver } from "./log-observer.ts";

function setUp(options: Readonly<Record<string, unknown>>) {
  const stdout = new PassThrough({ encoding: "utf8" });
  const stderr = new PassThrough({ encoding: "utf8" });
  const all = { "log-level": "info", "log-format": "text", "log-file": "-", ...options };
  const observer = new LogPublisher(logObserver(all, { stdout, stderr }));
  return { log: new Logger({ namespace: "n", observer, clock: () => 0 }), stdout, stderr };
}

test("text on standard output, nothing below the level", () => {
  const { log, stdout, stderr } = setUp({});
  log.debug("hidden");
  log.info("seen {what}", { what: 1 });
  assert.match(stdout.read(), /^1970-01-01T00:00:00\+0000 \[n#info\] seen 1\n$/);
  assert.equal(stderr.read(), null);
});

test("JSON on standard error", () => {
  const { log, stdout, stderr } = setUp({
    "log-file": "+",
    "log-format": "json",
    "log-level": "debug",
  });
  log.debug("seen");
  assert.equal(JSON.parse(String(stderr.read()).slice(1)).log_format, "seen");
  assert.equal(stdout.read(), null);
});

test("colours are for a terminal that has them", () => {
  for (const [hasColors, expected] of [
    [() => true, true],
    [() => false, false],
  ] as const) {
    const stdout = Object.assign(new PassThrough({ encoding: "utf8" }), { hasColors });
    const options = { "log-level": "info", "log-format": "text", "log-file": "-" };
    const observer = new LogPublisher(logObserver(options, { stdout, stderr: stdout }));
    new Logger({ namespace: "n", observer, clock: () => 0 }).info("seen");
    assert.equal(String(stdout.read()).includes("\u001b["), expected);
  }
});

test("a file is added to", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "twist-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const logFile = join(folder, "log");
  const written = async (text: string): Promise<void> => {
    while (!readFileSync(logFile, "utf8").includes(text)) await wait(5);
  };
  setUp({ "log-file": logFile }).log.info("one");
  await written("one\n");
  setUp({ "log-file": logFile }).log.info("two");
  await written("two\n");
  assert.match(readFileSync(logFile, "utf8"), /one\n.*two\n/s);
});

test("a file that cannot be written is an error that names it", () => {
  for (const logFile of [join(tmpdir(), "no", "such", "folder"), tmpdir()])
    assert.throws(
      () => setUp({ "log-file": logFile }),
      (error) =>
        error instanceof LogFileError && error.message.startsWith(`cannot log to ${logFile}: E`),
    );
});

test("L7: levels by namespace", () => {
  const { log, stdout } = setUp({ "log-level": "warn,n=debug" });
  log.debug("seen");
  new Logger({ namespace: "m", observer: log.observer }).info("hidden");
  assert.match(stdout.read(), /seen\n$/);
});

test("lines of pino's", () => {
  const { log, stdout } = setUp({ "log-format": "pino" });
  log.warn("{n} seen", { n: 1 });
  const { level, time, pid, hostname, name, n, msg } = JSON.parse(stdout.read());
  assert.deepEqual([level, time, pid, name, n, msg], [40, 0, process.pid, "n", 1, "1 seen"]);
  assert.equal(typeof hostname, "string");
});
