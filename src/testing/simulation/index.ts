export { addToCorpus, type CorpusFile, runsInCorpus } from "./corpus.ts";
export {
  EndlessRunError,
  InvariantError,
  NotConvergedError,
  NotDeterministicError,
  OperationError,
  SimulationError,
  SimulationOptionError,
} from "./errors.ts";
export type { FaultOptions, PlannedFault } from "./fault-plan.ts";
export { LeftOverError } from "./left-over.ts";
export { formatRun, type Injection, parseRun, type RunOf } from "./replay.ts";
export {
  type RunFailure,
  type RunHost,
  type RunOptions,
  type RunResult,
  runOnce,
  type Scenario,
} from "./run.ts";
export {
  runSimulation,
  type SimulationHost,
  type SimulationOptions,
  type SimulationReport,
} from "./simulation.ts";

export { type TortureOptions, type TortureReport, torture } from "./torture.ts";

export type { Invariant, Program, SimulatedReactor, World } from "./world.ts";
