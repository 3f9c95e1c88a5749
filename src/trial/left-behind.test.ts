import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred, fail } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { flushLoggedErrors, LeakError } from "../testing/index.ts";
import { LeftBehind } from "./left-behind.ts";

const log = new Logger({ namespace: "n" });

test("U3: logged errors and failures that nobody dealt with, each once, and nothing from before or after", async () => {
  const [before, logged, both, unhandled] = ["0", "1", "2", "3"].map((text) => new Error(text));
  log.failure("x", before!);
  const left = new LeftBehind();
  left.begin();
  log.failure("x", logged!);
  log.error("no failure");
  log.failure("x", both!);
  fail(both);
  fail(unhandled);
  assert.deepEqual(await left.end(), [logged, both, unhandled]);
  log.failure("x", before!);
  assert.deepEqual(await left.end(), []);
});

test("U3: what is flushed does not count, by class or by name, or all", async () => {
  const left = new LeftBehind();
  left.begin();
  const [one, two, three] = [new TypeError("1"), new RangeError("2"), new Error("3")];
  for (const error of [one, two, three]) log.failure("x", error);
  assert.deepEqual(left.flushLoggedErrors(TypeError), [one]);
  assert.deepEqual(left.flushLoggedErrors("RangeError"), [two]);
  assert.deepEqual(left.flushLoggedErrors(), [three]);
  assert.deepEqual(await left.end(), []);
});

test("U3: flushLoggedErrors of torsion/testing flushes for it, too", async () => {
  const left = new LeftBehind();
  left.begin();
  log.failure("x", new RangeError("mine"));
  assert.equal(flushLoggedErrors(RangeError).length, 1);
  assert.deepEqual(await left.end(), []);
});

test("U4: what is still to come is an error that names it, and is ended; unless it does not count", async () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  const run = async (options?: Parameters<LeftBehind["end"]>[0]) => {
    const left = new LeftBehind();
    left.begin();
    const call = reactor.callLater(60, () => {});
    assert.match(left.waitingFor, /delayed call.* on a/);
    const errors = await left.end(options);
    return { errors, isActive: call.active };
  };
  const { errors, isActive } = await run();
  assert.ok(errors[0] instanceof LeakError);
  assert.match(
    errors[0].message,
    /left-behind\.test\.[jt]s:\d+:\d+: delayed call.* on a, due in 60 s/,
  );
  assert.equal(isActive, false);
  assert.deepEqual(await run(false), { errors: [], isActive: true });
  assert.deepEqual((await run({ simulated: false })).errors, []);
});

test("U4: a Deferred that somebody waits for, and that has not fired", async () => {
  const left = new LeftBehind();
  left.begin();
  new Deferred<number>().addCallback((n) => n + 1);
  const [error] = await left.end();
  assert.match(String(error), /1 left behind:\n.*Deferred/);
});
