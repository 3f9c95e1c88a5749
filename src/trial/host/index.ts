export { errorText, LONGEST_DETAIL } from "./error-text.ts";
export { forbidWorld, NotSimulatedError } from "./forbidden-world.ts";
export { tellOfInterrupt } from "./interruption.ts";
export {
  EXPECTED_FAILURE,
  outcomeOf,
  type TestOutcome,
  type TestResult,
  UNEXPECTED_SUCCESS,
} from "./outcome.ts";
export {
  commandRequest,
  REQUEST_VARIABLE,
  type TrialMessage,
  type TrialRequest,
  tellCommand,
} from "./request.ts";
export { DRY_RUN, NOT_RUN, NOT_SELECTED } from "./requested-runner.ts";
export type { RunnerTestOptions, RunningTest, TestRunner } from "./runner.ts";
export { type SimulationSettings, simulationHost } from "./simulation-host.ts";
export { TemporaryFolder } from "./temporary-folder.ts";
export { testFile } from "./test-file.ts";
export { testRunner } from "./test-runner.ts";
export { startTimer } from "./timer.ts";
