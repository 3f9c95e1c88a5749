/** The ways in which a test may end, in Twisted's words, and how to tell from what a runner says of it. */
import { errorText } from "./error-text.ts";

export type TestOutcome =
  | "success"
  | "skip"
  | "failure"
  | "error"
  | "expectedFailure"
  | "unexpectedSuccess";

export interface TestResult {
  /** `"EchoTest.testEcho"`; of a test outside of classes, its names. Empty for what is wrong with the whole file. */
  readonly id: string;
  readonly outcome: TestOutcome;
  /** The reason, or the error as text. */
  readonly detail: string;
  readonly seconds: number;
}

/** What is written before the reason of a todo. Runners know that a test is one, and no more. */
export const EXPECTED_FAILURE = "expected failure: ";
export const UNEXPECTED_SUCCESS = "unexpected success: ";

/** What a runner knows of a test that is over. */
export interface Ending {
  readonly skip?: string | boolean | undefined;
  readonly todo?: string | boolean | undefined;
  /** What it failed with, if it did. */
  readonly failure?: { readonly error: unknown } | undefined;
}

export function outcomeOf(
  { skip, todo, failure }: Ending,
  cwd: string,
): Pick<TestResult, "outcome" | "detail"> {
  if (todo !== undefined && todo !== false) return outcomeOfTodo(todo);
  if (failure !== undefined)
    return { outcome: kindOf(failure.error), detail: errorText(failure.error, { cwd }) };
  if (skip !== undefined && skip !== false)
    return { outcome: "skip", detail: typeof skip === "string" ? skip : "" };
  return { outcome: "success", detail: "" };
}

/** A todo of the user's own, outside of classes, was not expected to pass. */
function outcomeOfTodo(todo: string | true): Pick<TestResult, "outcome" | "detail"> {
  const reason = typeof todo === "string" ? todo : "";
  return reason.startsWith(UNEXPECTED_SUCCESS)
    ? { outcome: "unexpectedSuccess", detail: reason.slice(UNEXPECTED_SUCCESS.length) }
    : { outcome: "expectedFailure", detail: reason.replace(EXPECTED_FAILURE, "") };
}

/** A claim that does not hold is a failure, whatever else is thrown an error. */
function kindOf(error: unknown): TestOutcome {
  const { name, code } = Object(error) as { name?: unknown; code?: unknown };
  const isClaim = code === "ERR_ASSERTION" || name === "AssertionError" || name === "FailTest";
  return isClaim ? "failure" : "error";
}
