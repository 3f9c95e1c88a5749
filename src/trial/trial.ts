/**
 * `trial(EchoTest)`: the tests of a class become tests of the runner that has loaded the file.
 *
 * What the `trial` command asked for, an order say, is done here; without the command the order is that of the text.
 */

import { InvalidTestCaseError } from "./errors.ts";
import {
  commandRequest,
  EXPECTED_FAILURE,
  type RunningTest,
  type TestRunner,
  type TrialRequest,
  testRunner,
  UNEXPECTED_SUCCESS,
} from "./host/index.ts";
import { inAlphabeticalOrder, shuffled } from "./order.ts";
import { type Outcome, runTest } from "./run-test.ts";
import { trimStack } from "./stack-frames.ts";
import { testMethodsOf } from "./test-methods.ts";
import { planOf, type TestCaseClass, type TestOptions } from "./test-options.ts";

/**
 * Register the tests of these classes. Call it once in each test file, at its top level and last.
 *
 * `options`, which may come last, are for all of them. The file then runs under `node --test`, `trial`, Vitest, `bun test`
 * and `deno test`. Throws `InvalidTestCaseError`.
 */
export function trial(...classes: (TestCaseClass | TestOptions)[]): void {
  registerTests(testRunner(), commandRequest(), classes);
}

/** The work of {@link trial}, of a given runner. */
export function registerTests(
  runner: TestRunner,
  request: TrialRequest,
  given: readonly (TestCaseClass | TestOptions)[],
): void {
  const isOptions = (each: TestCaseClass | TestOptions): boolean => typeof each !== "function";
  const last = given.at(-1);
  const options = last !== undefined && isOptions(last) ? last : {};
  const classes = given.filter((each) => each !== options) as TestCaseClass[];
  if (classes.length === 0) throw new InvalidTestCaseError("trial() was given no class of tests");
  for (const kind of inOrder(classes, request, "")) {
    const methods = testMethodsOf(kind);
    runner.suite(kind.name, () => {
      for (const method of inOrder(methods, request, kind.name))
        registerTest(runner, kind, method, options);
    });
  }
}

function inOrder<T extends string | TestCaseClass>(
  all: readonly T[],
  { order, random }: TrialRequest,
  label: string,
): readonly T[] {
  const nameOf = (each: T): string => (typeof each === "string" ? each : each.name);
  const ordered = order === "alphabetical" ? inAlphabeticalOrder(all, nameOf) : all;
  return random === undefined ? ordered : shuffled(ordered, random, label);
}

function registerTest(
  runner: TestRunner,
  kind: TestCaseClass,
  method: string,
  ofAll: TestOptions,
): void {
  const plan = planOf(kind, method, ofAll);
  const run = async (running: RunningTest): Promise<void> => {
    const outcome = await runTest(kind, method, plan);
    report(running, outcome);
  };
  runner.test(method, run, plan.skip === undefined ? {} : { skip: plan.skip });
}

function report(running: RunningTest, outcome: Outcome): void {
  switch (outcome.kind) {
    case "success":
      break;
    case "skip":
      running.skip(outcome.reason);
      break;
    case "expectedFailure":
      running.todo(`${EXPECTED_FAILURE}${outcome.todo.reason}`);
      break;
    case "unexpectedSuccess":
      running.todo(`${UNEXPECTED_SUCCESS}${outcome.todo.reason}`);
      break;
    case "failed":
      trimStack(outcome.error);
      throw outcome.error;
  }
}
