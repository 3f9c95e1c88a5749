import assert from "node:assert/strict";
import { test } from "node:test";
import { TrialUsageError } from "./errors.ts";
import { type HandOverOptions, nodeArguments } from "./hand-over.ts";
import type { FileToRun } from "./test-files.ts";

const options: HandOverOptions = {
  cwd: process.cwd(),
  request: {},
  jobs: 2,
  coverage: false,
  watch: false,
  reporter: undefined,
  signal: new AbortController().signal,
};
const file = (path: string, ...select: string[]): FileToRun => ({ path, select });
const given = (files: FileToRun[], more: Partial<HandOverOptions> = {}): string =>
  nodeArguments(files, { ...options, ...more }).join(" ");

test("node --test is told what trial was", () => {
  const usual = "--test --test-concurrency=2";
  assert.equal(given([file("a"), file("b")]), `${usual} --test-reporter=spec a b`);
  assert.equal(
    given([file("a", "T")], { coverage: true, watch: true, reporter: "tap" }),
    `${usual} --test-only --experimental-test-coverage --watch --test-reporter=tap a`,
  );
});

test("a reporter may be a module, and one that is not there is said in a line", () => {
  assert.match(given([file("a")], { reporter: "./package.json" }), /=\.\/package\.json a$/);
  assert.match(given([file("a")], { reporter: "commander" }), /=commander a$/);
  for (const reporter of ["nowhere", "./nowhere.js"])
    assert.throws(
      () => given([file("a")], { reporter }),
      new TrialUsageError(`there is no reporter ${reporter}`),
    );
});

test("all files are asked the same, or none", () => {
  assert.throws(() => given([file("a", "T"), file("b")]), TrialUsageError);
});
