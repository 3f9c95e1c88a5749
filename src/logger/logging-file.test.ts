import assert from "node:assert/strict";
import { Console } from "node:console";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { formatEvent, formatEventAsClassicLogText } from "./format.ts";
import { LogLevel } from "./levels.ts";
import { Logger } from "./logger.ts";
import { LoggingFile, redirectStandardIO } from "./logging-file.ts";
import type { LogEvent } from "./observer.ts";

function logging(): { log: Logger; events: LogEvent[]; texts: () => string[] } {
  const events: LogEvent[] = [];
  const log = new Logger({ namespace: "n", observer: (event) => events.push(event) });
  return { log, events, texts: () => events.map(formatEvent) };
}

test("L3: each line is an event, when it is complete", () => {
  const { log, events, texts } = logging();
  const file = new LoggingFile(log, { level: LogLevel.warn });
  file.write("one\ntw");
  assert.deepEqual(texts(), ["one"]);
  file.write("o\r\n\n{three}");
  assert.deepEqual(texts(), ["one", "two", ""]);
  file.close();
  file.close();
  assert.deepEqual(texts(), ["one", "two", "", "{three}"]);
  assert.equal(events[0]?.log_level, LogLevel.warn);
});

test("L3: bytes are decoded, wherever they are cut, and what is invalid does no harm", () => {
  const { log, texts } = logging();
  const file = new LoggingFile(log);
  for (const byte of new TextEncoder().encode("ü😀\n")) file.write(Uint8Array.of(byte));
  file.write(Uint8Array.of(0xff, 0x0a, 0xc3));
  file.write("text\n");
  assert.deepEqual(texts(), ["ü😀", "\ufffd", "\ufffdtext"]);
  const latin = new LoggingFile(log, { encoding: "latin1" });
  latin.write(Uint8Array.of(0xfc, 0x0a));
  assert.equal(texts().at(-1), "ü");
});

test("L3: a line that does not end is cut, and takes no more memory", () => {
  const { log, events } = logging();
  const file = new LoggingFile(log);
  for (let n = 0; n < 100; n++) file.write("x".repeat(10_000));
  file.close();
  const lengths = events.map(({ log_io }) => String(log_io).length);
  assert.equal(Math.max(...lengths), 65_536);
  assert.equal(
    lengths.reduce((sum, length) => sum + length),
    1_000_000,
  );
});

test("L3: what a console prints is logged, and an observer may write to the same stream", () => {
  const stdout = new PassThrough({ encoding: "utf8" });
  const stderr = new PassThrough({ encoding: "utf8" });
  const console = new Console(stdout, stderr);
  const write = stdout.write.bind(stdout);
  const loggerFor = (namespace: string): Logger =>
    new Logger({
      namespace,
      observer: (event) => {
        write(String(formatEventAsClassicLogText(event)));
        // One that does not know better.
        console.log("from inside");
      },
    });
  const end = redirectStandardIO({ stdout, stderr }, loggerFor);
  console.log("hello %s", "world");
  console.error("bad");
  let called = false;
  stdout.write("half a line", () => {
    called = true;
  });
  assert.ok(called);
  end();
  end();
  console.log("as before");
  assert.equal(
    stdout.read(),
    "- [stdout#info] hello world\nfrom inside\n" +
      "- [stderr#error] bad\nfrom inside\n" +
      "- [stdout#info] half a line\nfrom inside\nas before\n",
  );
  assert.equal(Object.hasOwn(stdout, "write"), false);
});

test("what the stream does not take is thrown as without us, and what follows is logged", () => {
  const stdout = new PassThrough();
  const events: LogEvent[] = [];
  const loggerFor = (): Logger => new Logger({ observer: (event) => events.push(event) });
  const end = redirectStandardIO({ stdout }, loggerFor);
  assert.throws(() => stdout.write(Symbol("s") as never), TypeError);
  stdout.write("hello\n");
  end();
  assert.deepEqual(
    events.map((event) => event.log_io),
    ["hello"],
  );
});
