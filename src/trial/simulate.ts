/**
 * `simulate("nothing is lost", { seeds: 1000 }, scenario)`: simulations as tests of whichever runner has loaded the file.
 *
 * One at a time in a process, whatever the runner thinks of running tests side by side: what a simulation forbids
 * it forbids to all that runs.
 */
import {
  parseRun,
  runSimulation,
  type Scenario,
  type SimulationHost,
  type SimulationOptions,
  type TortureOptions,
  torture as tortureScenario,
} from "../testing/index.ts";
import {
  type SimulationSettings,
  simulationHost,
  type TestRunner,
  tellOfInterrupt,
  testFile,
  testRunner,
} from "./host/index.ts";
import { trimStack } from "./stack-frames.ts";

export interface SimulateOptions extends SimulationOptions, SimulationSettings {}
export interface TortureTestOptions extends TortureOptions, SimulationSettings {}

/**
 * A test that runs `scenario` under many seeds: each on a network of its own, with faults if you ask for them, until all is
 * healed, stopped and looked over. Its failure is one line to run it again.
 */
export function simulate(name: string, options: SimulateOptions, scenario: Scenario): void {
  register(testRunner(), name, hostFor(options), (host) =>
    runSimulation(name, options, scenario, host),
  );
}

/** A test that runs `scenario` with each fault at each point where something travels; every operation must end once. */
export function torture(name: string, options: TortureTestOptions, scenario: Scenario): void {
  register(testRunner(), name, hostFor(options), (host) =>
    tortureScenario(name, options, scenario, host),
  );
}

/** Asked once the test runs; the file is known while it is loaded. */
function hostFor(settings: SimulationSettings): () => SimulationHost {
  const file = testFile();
  return () => simulationHost(testRunner().name, settings, undefined, file);
}

/** The simulations of this process so far; each waits for the one before it. */
let last: Promise<unknown> = Promise.resolve();

/** The work of both, with a given runner. */
export function register(
  runner: TestRunner,
  name: string,
  hostNow: () => SimulationHost,
  run: (host: SimulationHost) => Promise<unknown>,
): void {
  runner.test(name, async (running) => {
    const host = hostNow();
    if (host.replay !== undefined && parseRun(host.replay).name !== name) {
      running.skip("TORSION_REPLAY names another one");
      return;
    }
    const mine = last.then(() => interruptible(runner.name, host, run));
    last = mine.catch(() => {});
    try {
      await mine;
    } catch (error) {
      if (error instanceof Error) trimStack(error);
      throw error;
    }
  });
}

/** Whoever interrupts it is told which run it was at, where signals are this process's affair. */
async function interruptible(
  runner: TestRunner["name"],
  host: SimulationHost,
  run: (host: SimulationHost) => Promise<unknown>,
): Promise<void> {
  if (runner !== "node") return void (await run(host));
  let at: string | null = null;
  const stop = tellOfInterrupt(() => at);
  const begins = (line: string): void => {
    at = line;
  };
  try {
    await run({ ...host, begins });
  } finally {
    stop();
  }
}
