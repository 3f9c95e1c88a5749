import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Logger } from "../logger/index.ts";
import { fail, succeed } from "./constructors.ts";
import { setDebugging } from "./debug.ts";
import { Deferred } from "./deferred.ts";
import { Failure } from "./failure.ts";
import { flushUnhandledFailures, unhandledFailures } from "./unhandled.ts";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

const messages = (failures: readonly Failure[]): string[] => failures.map((f) => f.value.message);

/** Collect until `done`, or until it is clear that it will not be. */
async function collectUntil(done: () => boolean): Promise<void> {
  for (let i = 0; i < 50 && !done(); i++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

test("D19: a failure that nobody dealt with is logged when the Deferred is collected, once", async () => {
  flushUnhandledFailures();
  const logged: unknown[] = [];
  const failure = mock.method(Logger.prototype, "failure", (_: string, f: unknown) => {
    logged.push(f);
  });
  const leave = (): void => {
    fail(new Error("left"));
    fail(new Error("dealt with")).addErrback(() => undefined);
    const inner = fail(new Error("passed on"));
    succeed(1)
      .addCallback(() => inner)
      .addErrback(() => undefined);
    succeed(1);
  };
  leave();
  await collectUntil(() => logged.length > 0);
  await collectUntil(() => logged.length > 1);
  failure.mock.restore();
  assert.deepEqual(messages(logged as Failure[]), ["left"]);
  assert.deepEqual(unhandledFailures(), []);
});

test("D19: in debug mode the report says where the Deferred was made", async () => {
  flushUnhandledFailures();
  const reports: string[] = [];
  const failure = mock.method(
    Logger.prototype,
    "failure",
    (_: string, _failure: unknown, fields?: { debug?: string }) => {
      reports.push(fields?.debug ?? "");
    },
  );
  setDebugging(true);
  const forgetOne = (): void => {
    fail(new Error("left"));
  };
  forgetOne();
  setDebugging(false);
  await collectUntil(() => reports.length > 0);
  failure.mock.restore();
  assert.equal(reports.length, 1);
  assert.match(reports[0] ?? "", /C: Deferred was created:\n.*forgetOne/);
});

test("D19: a Deferred that is still held is not logged, and is found without the collector", async () => {
  flushUnhandledFailures();
  const failure = mock.method(Logger.prototype, "failure", () => {});
  const held = fail(new Error("held"));
  for (let i = 0; i < 3; i++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  failure.mock.restore();
  assert.equal(failure.mock.callCount(), 0);
  assert.deepEqual(messages(unhandledFailures()), ["held"]);
  held.addErrback(() => undefined);
  assert.deepEqual(unhandledFailures(), []);
});

test("D19: whoever takes the failure makes it handled: errback, await, chain, another Deferred", async () => {
  flushUnhandledFailures();
  const failed = [0, 1, 2].map((i) => fail(new Error(`${i}`)));
  assert.deepEqual(messages(unhandledFailures()), ["0", "1", "2"]);
  failed[0]?.addErrback(() => undefined);
  await failed[1]?.catch(() => undefined);
  const target = new Deferred<never>();
  target.addErrback(() => undefined);
  failed[2]?.chainDeferred(target);
  assert.deepEqual(unhandledFailures(), []);
});

test("D19: an errback that passes the failure on leaves it unhandled", () => {
  flushUnhandledFailures();
  const d = fail(new Error("on")).addErrback((failure) => failure);
  assert.deepEqual(messages(unhandledFailures()), ["on"]);
  d.addErrback(() => undefined);
  assert.deepEqual(unhandledFailures(), []);
});

test("D19: flush gives them oldest first, and they count as dealt with", () => {
  flushUnhandledFailures();
  const held = ["a", "b"].map((message) => fail(new Error(message)));
  assert.deepEqual(messages(flushUnhandledFailures()), ["a", "b"]);
  assert.deepEqual(flushUnhandledFailures(), []);
  assert.ok(held.every((d) => d.result instanceof Failure));
});
