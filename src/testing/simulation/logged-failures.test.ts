import assert from "node:assert/strict";
import { test } from "node:test";
import { fail } from "../../deferred/index.ts";
import { Logger } from "../../logger/index.ts";
import { LoggedFailures } from "./logged-failures.ts";

test("what is logged as failed, and Deferreds that failed unseen, are told; what is tolerated is not", () => {
  const told: string[] = [];
  const log = new Logger({ namespace: "test" });
  fail(new Error("before"));
  const logged = new LoggedFailures([RangeError], (signature) => told.push(signature));
  log.failure("it failed", new TypeError("x"));
  log.failure("it failed", new RangeError("tolerated"));
  log.error("no failure in it");
  const unseen = fail(new SyntaxError("unseen"));
  logged.end();
  log.failure("it failed", new TypeError("after"));
  assert.deepEqual(told, ["logged TypeError", "unhandled SyntaxError"]);
  unseen.addErrback(() => {});
});

test("whether or not the collector was there first, the same is told, in the same order", () => {
  const told: string[] = [];
  const logged = new LoggedFailures([], (signature) => void told.push(signature));
  const log = new Logger({ namespace: "torsion.deferred" });
  fail(new TypeError("b"));
  log.failure("Unhandled error in Deferred", new TypeError("a"));
  fail(new RangeError("c"));
  assert.deepEqual(told, []);
  logged.end();
  assert.deepEqual(told, ["unhandled RangeError", "unhandled TypeError", "unhandled TypeError"]);
});
