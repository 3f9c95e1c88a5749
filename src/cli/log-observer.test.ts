import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { Logger, LogPublisher } from "../logger/index.ts";
import { logObserver } from "./log-observer.ts";

function setUp(options: Partial<Parameters<typeof logObserver>[0]>) {
  const stdout = new PassThrough({ encoding: "utf8" });
  const stderr = new PassThrough({ encoding: "utf8" });
  const all = { logLevel: "info", logFormat: "text", logFile: "-", ...options };
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
  const { log, stdout, stderr } = setUp({ logFile: "+", logFormat: "json", logLevel: "debug" });
  log.debug("seen");
  assert.equal(JSON.parse(String(stderr.read()).slice(1)).log_format, "seen");
  assert.equal(stdout.read(), null);
});

test("a file is added to; one that cannot be written costs the lines alone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "twist-"));
  const logFile = join(folder, "log");
  setUp({ logFile }).log.info("one");
  await wait(50);
  setUp({ logFile }).log.info("two");
  for (let i = 0; i < 100 && !readFileSync(logFile, "utf8").includes("two"); i++) await wait(20);
  assert.match(readFileSync(logFile, "utf8"), /one\n.*two\n/s);
  setUp({ logFile: join(folder, "no", "such", "folder") }).log.info("lost");
  await wait(50);
  rmSync(folder, { recursive: true });
});
