/** A test runner that does what the `trial` command asked for, whatever registers tests with it. */
import { type Ending, outcomeOf } from "./outcome.ts";
import { type TrialMessage, type TrialRequest, tellCommand } from "./request.ts";
import { isIn, OpenSuites, type RunningTest, type TestRunner } from "./runner.ts";

/** Why a test was not run. */
export const DRY_RUN = "not run: it was only asked for";
/** As Node.js says it: with a suite of which no test is selected it runs them all. */
export const NOT_SELECTED = "'only' option not set";
export const NOT_RUN = "not run: a test has failed";

export interface RequestedRunnerOptions {
  readonly tell?: (message: TrialMessage) => void;
  /** Paths in errors are relative to it. */
  readonly folder?: string;
}

/** It says which test begins, runs none where none is to run, and none after one that failed where that was asked for. */
export function requestedRunner(
  runner: TestRunner,
  { dryRun, exitFirst, select = [] }: TrialRequest,
  { tell = tellCommand, folder = process.cwd() }: RequestedRunnerOptions = {},
): TestRunner {
  const suites = new OpenSuites();
  let hasFailed = false;
  return {
    name: runner.name,
    suite: (name, define) => {
      tell({ type: "suite", name: suites.pathOf(name) });
      runner.suite(name, () => suites.define(name, define));
    },
    test: (name, run, options) => {
      const id = suites.pathOf(name);
      const body = async (running: RunningTest): Promise<void> => {
        if (select.length > 0 && !select.some((each) => isIn(id, each)))
          return running.skip(NOT_SELECTED);
        if (dryRun) return running.skip(DRY_RUN);
        if (exitFirst && hasFailed) return running.skip(NOT_RUN);
        tell({ type: "began", id });
        const ending: { -readonly [K in keyof Ending]: Ending[K] } = {};
        try {
          await run(noting(running, ending));
        } catch (thrown) {
          hasFailed = true;
          ending.failure = { error: thrown };
          throw thrown;
        } finally {
          tell({ type: "ended", id, ...outcomeOf(ending, folder), seconds: 0 });
        }
      };
      runner.test(name, body, dryRun ? {} : options);
    },
  };
}

/** As `running`; what is said to it is kept in `ending`. */
function noting(running: RunningTest, ending: { skip?: unknown; todo?: unknown }): RunningTest {
  return {
    skip: (reason) => {
      ending.skip = reason;
      running.skip(reason);
    },
    todo: (reason) => {
      ending.todo = reason;
      running.todo(reason);
    },
  };
}
