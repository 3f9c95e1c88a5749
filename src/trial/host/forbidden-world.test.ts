import assert from "node:assert/strict";
import { randomUUID, scrypt } from "node:crypto";
import dns from "node:dns";
import { readFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { test } from "node:test";
import { scheduler, setTimeout as wait } from "node:timers/promises";
import { forbidWorld, NotSimulatedError } from "./forbidden-world.ts";

const USES: Readonly<Record<string, () => unknown>> = {
  "Math.random()": () => Math.random(),
  "Date.now()": () => Date.now(),
  "new Date()": () => new Date(),
  "Date()": () => Date(),
  "performance.now()": () => performance.now(),
  "process.hrtime()": () => process.hrtime(),
  "setTimeout()": () => setTimeout(() => {}, 0),
  "setInterval()": () => setInterval(() => {}, 1),
  "setImmediate()": () => setImmediate(() => {}),
  "crypto.randomUUID()": () => crypto.randomUUID(),
  "AbortSignal.timeout()": () => AbortSignal.timeout(1),
  "fetch()": () => fetch("http://127.0.0.1:1/"),
  "node:timers/promises setTimeout()": () => wait(0),
  "net.Socket connect()": () => connect(1),
  "net.Server listen()": () => createServer().listen(0),
  "node:crypto randomUUID()": () => randomUUID(),
  "process.hrtime.bigint()": () => process.hrtime.bigint(),
  "process.uptime()": () => process.uptime(),
  "performance.timeOrigin": () => performance.timeOrigin,
  "MessageChannel()": () => new MessageChannel(),
  "Atomics.wait()": () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0),
  "crypto.subtle.digest()": () => crypto.subtle.digest("SHA-256", new Uint8Array(1)),
  "node:crypto scrypt()": () => scrypt("a", "b", 8, () => {}),
  "node:dns/promises lookup()": () => dns.promises.lookup("localhost"),
  "node:dns Resolver resolve4()": () => new dns.Resolver().resolve4("localhost", () => {}),
  "node:fs/promises readFile()": () => readFile("package.json"),
  "node:timers/promises scheduler.wait()": () => scheduler.wait(1),
  "Intl.DateTimeFormat format()": () => new Intl.DateTimeFormat("en").format(),
  "Intl.DateTimeFormat formatToParts()": () => new Intl.DateTimeFormat("en").formatToParts(),
};

test("each use throws and is told, with what to use instead and the line; then all is as before", () => {
  const before = { Date, setTimeout, random: Math.random, now: performance.now };
  const told: Error[] = [];
  const open = forbidWorld((error) => told.push(error));
  try {
    for (const use of Object.values(USES)) assert.throws(use, NotSimulatedError);
  } finally {
    open();
  }
  assert.deepEqual(
    told.map(({ message }) =>
      / inside of a simulation; use .* \(.*forbidden-world\.test/.test(message),
    ),
    told.map(() => true),
    told.map(({ message }) => message).join("\n"),
  );
  assert.deepEqual(
    told.map(({ message }) => message.split(" inside of")[0]),
    Object.keys(USES),
  );
  assert.deepEqual({ Date, setTimeout, random: Math.random, now: performance.now }, before);
  assert(Math.random() < 1 && Date.now() > 0 && performance.now() > 0);
});

test("its stack begins with the line that used it", () => {
  const told: Error[] = [];
  const open = forbidWorld((error) => told.push(error));
  try {
    assert.throws(() => Date.now());
  } finally {
    open();
  }
  assert.match(
    told[0]?.stack ?? "",
    /^NotSimulatedError: Date\.now\(\) .*\n +at .*forbidden-world\.test\.[jt]s:\d+/,
  );
});

test("a date that was given is one, and so is what there was before", () => {
  const early = new Date();
  const open = forbidWorld(() => assert.fail());
  try {
    assert.equal(new Date(0).toISOString(), "1970-01-01T00:00:00.000Z");
    assert(new Date(0) instanceof Date && early instanceof Date);
    assert.equal(new Date(0).constructor, Date);
    const format = new Intl.DateTimeFormat("en", { timeZone: "UTC" });
    assert.equal([0].map(format.format)[0], "1/1/1970");
    assert.equal(format.formatToParts(0)[0]?.value, "1");
    assert(AbortSignal.abort() instanceof AbortSignal);
    assert.equal(Date.UTC(1970, 0, 1), 0);
    assert.throws(() => forbidWorld(() => {}), NotSimulatedError);
  } finally {
    open();
  }
  forbidWorld(() => {})();
});
