export { FailTest, InvalidTestCaseError, SkipTest, TestErrors } from "./errors.ts";
export {
  commandRequest,
  NotSimulatedError,
  REQUEST_VARIABLE,
  type RunnerTestOptions,
  type RunningTest,
  type TestRunner,
  type TrialMessage,
  type TrialRequest,
  testRunner,
} from "./host/index.ts";
export { shuffled } from "./order.ts";
export { type SimulateOptions, simulate, type TortureTestOptions, torture } from "./simulate.ts";
export { type MonkeyPatch, TestCase } from "./test-case.ts";
export type { TestCaseClass, TestOptions, Todo } from "./test-options.ts";
export { EXPECTED_FAILURE, NOT_RUN, trial, UNEXPECTED_SUCCESS } from "./trial.ts";
