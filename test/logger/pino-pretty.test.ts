/** pino-pretty reads what `--log-format pino` writes. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { test } from "node:test";
import { Logger, pinoFileLogObserver } from "torsion/logger";

const bin = createRequire(import.meta.url).resolve("pino-pretty/bin.js");

test("pino-pretty shows level, name, message, fields and stack", () => {
  let lines = "";
  const observer = pinoFileLogObserver(
    (line) => {
      lines += line;
    },
    { pid: 7, hostname: "host" },
  );
  const log = new Logger({ namespace: "shop.orders", observer, clock: () => 0.25 });
  log.info("{customer} pays", { customer: "Ada" });
  log.failure("while paying", new TypeError("no"));
  const args = [bin, "--no-color", "--translateTime", "UTC:HH:MM:ss.l"];
  const { stdout } = spawnSync(process.execPath, args, { input: lines, encoding: "utf8" });
  assert.match(
    stdout,
    /^\[00:00:00\.250\] INFO \(shop\.orders\/7\): Ada pays\n {4}customer: "Ada"\n/,
  );
  assert.match(
    stdout,
    /FATAL \(shop\.orders\/7\): while paying\n {4}err: \{\n {6}"type": "TypeError"/,
  );
  assert.match(stdout, /TypeError: no\n +at /);
});
