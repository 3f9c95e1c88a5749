/**
 * What may be said of a test beforehand: skip it, expect it to fail, how long it may take.
 *
 * The nearest to the test counts: the class's `options` for the method, the class's static fields, the classes it
 * extends, what `trial()` was given.
 */
import type { ErrorKind } from "../deferred/index.ts";
import type { LeakCheckOptions } from "../testing/index.ts";
import { InvalidTestCaseError } from "./errors.ts";
import type { TestCase } from "./test-case.ts";

/** A test that is known to fail. */
export interface Todo {
  readonly reason: string;
  /** Only these are expected, by class or by name; any other is a failure. */
  readonly errors?: readonly ErrorKind[] | undefined;
}

export interface TestOptions {
  /** Do not run it; why. */
  readonly skip?: string | undefined;
  /** It is known to fail; why. That it does is no failure, and neither is it if it passes: it is reported (U7). */
  readonly todo?: string | Todo | undefined;
  /** Seconds that `setUp`, the test and `tearDown` may take, each; 120 if nothing is said (U1). */
  readonly timeout?: number | undefined;
  /** What does not count as left behind, as for `failOnLeaks`; `false`: nothing does (U4). */
  readonly leaks?: LeakCheckOptions | false | undefined;
}

/** A class of tests. What is said of all of them are static fields of it. */
export interface TestCaseClass extends TestOptions {
  readonly name: string;
  readonly prototype: TestCase;
  /** What is said of single tests, by the names of their methods. */
  readonly options?: Readonly<Record<string, TestOptions>> | undefined;
  new (methodName: string): TestCase;
}

export interface TestPlan {
  readonly skip: string | undefined;
  readonly todo: Todo | undefined;
  readonly timeout: number;
  readonly leaks: LeakCheckOptions | false | undefined;
}

/** Twisted's. */
export const DEFAULT_TIMEOUT_SECONDS = 120;

/** All that is said of one test, wherever it is. */
export function planOf(kind: TestCaseClass, method: string, ofAll: TestOptions = {}): TestPlan {
  const places = [...optionsOfMethod(kind, method), kind, ofAll];
  const nearest = <K extends keyof TestOptions>(key: K): TestOptions[K] | undefined =>
    places.find((place) => place[key] !== undefined)?.[key];
  const todo = nearest("todo");
  const timeout = nearest("timeout") ?? DEFAULT_TIMEOUT_SECONDS;
  if (typeof timeout !== "number" || !(timeout > 0))
    throw new InvalidTestCaseError(`${kind.name}.${method}: timeout ${timeout} is no time`);
  return {
    skip: nearest("skip"),
    leaks: nearest("leaks"),
    todo: typeof todo === "string" ? { reason: todo } : todo,
    timeout,
  };
}

/** Of the class and of those that it extends, the nearest first. */
function optionsOfMethod(kind: TestCaseClass, method: string): TestOptions[] {
  const found: TestOptions[] = [];
  for (let each: TestCaseClass | null = kind; each !== null; each = Object.getPrototypeOf(each)) {
    const own = Object.hasOwn(each, "options") ? each.options?.[method] : undefined;
    if (own !== undefined) found.push(own);
  }
  return found;
}
