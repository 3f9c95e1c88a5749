import assert from "node:assert/strict";
import { test } from "node:test";
import { fail } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import { flushLoggedErrors } from "../testing/index.ts";
import { LeftBehind } from "./left-behind.ts";

const log = new Logger({ namespace: "n" });

test("U3: logged errors and failures that nobody dealt with, each once, and nothing from before or after", () => {
  const [before, logged, both, unhandled] = ["0", "1", "2", "3"].map((text) => new Error(text));
  log.failure("x", before!);
  const left = new LeftBehind();
  left.begin();
  log.failure("x", logged!);
  log.error("no failure");
  log.failure("x", both!);
  fail(both);
  fail(unhandled);
  assert.deepEqual(left.end(), [logged, both, unhandled]);
  log.failure("x", before!);
  assert.deepEqual(left.end(), []);
});

test("U3: what is flushed does not count, by class or by name, or all", () => {
  const left = new LeftBehind();
  left.begin();
  const [one, two, three] = [new TypeError("1"), new RangeError("2"), new Error("3")];
  for (const error of [one, two, three]) log.failure("x", error);
  assert.deepEqual(left.flushLoggedErrors(TypeError), [one]);
  assert.deepEqual(left.flushLoggedErrors("RangeError"), [two]);
  assert.deepEqual(left.flushLoggedErrors(), [three]);
  assert.deepEqual(left.end(), []);
});

test("U3: flushLoggedErrors of torsion/testing flushes for it, too", () => {
  const left = new LeftBehind();
  left.begin();
  log.failure("x", new RangeError("mine"));
  assert.equal(flushLoggedErrors(RangeError).length, 1);
  assert.deepEqual(left.end(), []);
});
