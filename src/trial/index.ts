export { FailTest, InvalidTestCaseError, SkipTest, TestErrors } from "./errors.ts";
export {
  commandRequest,
  DRY_RUN,
  errorText,
  LONGEST_DETAIL,
  NOT_RUN,
  NOT_SELECTED,
  NotSimulatedError,
  outcomeOf,
  REQUEST_VARIABLE,
  type RunnerTestOptions,
  type RunningTest,
  type TestOutcome,
  type TestResult,
  type TestRunner,
  type TrialMessage,
  type TrialRequest,
  testRunner,
} from "./host/index.ts";
export { shuffled } from "./order.ts";
export { type SimulateOptions, simulate, type TortureTestOptions, torture } from "./simulate.ts";
export { type MonkeyPatch, TestCase } from "./test-case.ts";
export type { TestCaseClass, TestOptions, Todo } from "./test-options.ts";
export { trial } from "./trial.ts";
