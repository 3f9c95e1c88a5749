/**
 * A scenario under many seeds: those that failed before, then the others, until one fails.
 *
 * A seed that fails is shrunk and reported; now and then a seed is run twice, and must do the same.
 */
import { StableHash } from "../pictures/index.ts";
import { addToCorpus, type CorpusFile, runsInCorpus } from "./corpus.ts";
import { NotDeterministicError, SimulationError, SimulationOptionError } from "./errors.ts";
import { kindsNamed } from "./fault-plan.ts";
import { firstDifference } from "./first-difference.ts";
import { formatRun, parseRun, type RunOf } from "./replay.ts";
import { replayLine, reportFailure } from "./report.ts";
import {
  type RunFailure,
  type RunHost,
  type RunOptions,
  type RunResult,
  runOnce,
  type Scenario,
} from "./run.ts";
import { shrinkRun } from "./shrink-run.ts";

export interface SimulationOptions extends RunOptions {
  /** How many, from 1 on; or which. 100 by default. */
  readonly seeds?: number | readonly number[];
  /**
   * One in so many seeds is run twice, the first always, and must do the same both times. 100 by default; 0: none is, for programs
   * that no seed decides, over TLS say.
   */
  readonly twiceEvery?: number;
  /** How many runs shrinking a failure may take; 400 by default, 0 for none. */
  readonly shrinkRuns?: number;
}

/** What a simulation needs of the host that it runs on. */
export interface SimulationHost extends RunHost {
  /** What runs the test file, for the line that replays a failure. */
  readonly command: string;
  /** A run to have again instead of all others, as a failure printed it. */
  readonly replay?: string | undefined;
  readonly corpus?: CorpusFile | undefined;
  /** Instead of the scenario's own number of seeds. */
  readonly seeds?: number | undefined;
  /** A run begins, as {@link formatRun} writes it: what to name if somebody interrupts it. */
  begins?(run: string): void;
  /** Keep pictures of a run that fails; gives where they are. */
  keepPictures?(name: string, result: RunResult): readonly string[];
}

export interface SimulationReport {
  readonly runs: number;
  /** Of all runs together. */
  readonly seconds: number;
  readonly events: number;
  /** Of all traces, in order: the same on every machine. */
  readonly hash: string;
}

/** Rejects with a {@link SimulationError} where a seed fails. */
export async function runSimulation(
  name: string,
  options: SimulationOptions,
  scenario: Scenario,
  host: SimulationHost,
): Promise<SimulationReport> {
  checkOptions(name, options);
  const simulation = new Simulation(name, options, scenario, host);
  for (const { run, twice } of runsOf(name, options, host)) await simulation.carryOut(run, twice);
  return simulation.report();
}

function checkOptions(name: string, { faults, twiceEvery = 100 }: SimulationOptions): void {
  if (/\n|: seed \d/.test(name) || name.trim() !== name || name === "")
    throw new SimulationOptionError(`"${name}" cannot be the name of a simulation`);
  if (faults !== undefined) kindsNamed(faults.kinds);
  if (!(twiceEvery >= 0)) throw new SimulationOptionError(`twiceEvery: ${twiceEvery}`);
}

function* runsOf(
  name: string,
  { seeds = 100, twiceEvery = 100 }: SimulationOptions,
  host: SimulationHost,
): Iterable<{ readonly run: RunOf; readonly twice: boolean }> {
  if (host.replay !== undefined) {
    const replay = parseRun(host.replay);
    if (replay.name === name) yield { run: replay.run, twice: twiceEvery > 0 };
    return;
  }
  if (host.corpus !== undefined)
    for (const run of runsInCorpus(name, host.corpus)) yield { run, twice: twiceEvery > 0 };
  const count = host.seeds ?? seeds;
  const all = typeof count === "number" ? Array.from({ length: count }, (_, i) => i + 1) : count;
  for (const [i, seed] of all.entries())
    yield { run: { seed }, twice: twiceEvery > 0 && i % twiceEvery === 0 };
}

class Simulation {
  readonly #name: string;
  readonly #options: SimulationOptions;
  readonly #scenario: Scenario;
  readonly #host: SimulationHost;
  readonly #hash = new StableHash();
  #runs = 0;
  #seconds = 0;
  #events = 0;

  constructor(name: string, options: SimulationOptions, scenario: Scenario, host: SimulationHost) {
    this.#name = name;
    this.#options = options;
    this.#scenario = scenario;
    this.#host = host;
  }

  report(): SimulationReport {
    return {
      runs: this.#runs,
      seconds: this.#seconds,
      events: this.#events,
      hash: this.#hash.digest(),
    };
  }

  async carryOut(run: RunOf, twice: boolean): Promise<void> {
    const result = await this.#run(run, false);
    this.#runs += 1;
    this.#seconds += result.seconds;
    this.#events += result.events;
    this.#hash.add(result.trace.hash());
    // The second time it is looked at more closely.
    const again = twice ? await this.#run(run, true) : result;
    this.#compare(result, again);
    if (result.failure !== null) await this.#fail(result, result.failure, false);
    if (again.failure !== null) await this.#fail(again, again.failure, true);
  }

  #run(run: RunOf, explain: boolean): Promise<RunResult> {
    this.#host.begins?.(formatRun(this.#name, run));
    return runOnce(this.#scenario, this.#options, run, this.#host, explain);
  }

  #compare(first: RunResult, second: RunResult): void {
    if (first.trace.hash() === second.trace.hash()) return;
    const run = formatRun(this.#name, first.run);
    throw new NotDeterministicError(
      `${run}: the same seed was run twice, and\n${firstDifference(first.trace, second.trace)}\n` +
        "Something is used that the seed does not decide: the time, chance, the order of a Set of objects that live on ...",
    );
  }

  /** @param explain is it found only by looking more closely? */
  async #fail(found: RunResult, failure: RunFailure, explain: boolean): Promise<never> {
    const { shrinkRuns = 400 } = this.#options;
    const small = await shrinkRun(found, (run) => this.#run(run, explain), shrinkRuns);
    const { run } = small.result;
    const explained = await this.#run(run, true);
    const isSame = explained.failure?.signature === failure.signature;
    const shrunk = isSame ? { ...small, result: explained } : small;
    const host = this.#host;
    if (host.replay === undefined && host.corpus !== undefined)
      addToCorpus(this.#name, run, failure.signature, host.corpus);
    const pictures = host.keepPictures?.(this.#name, shrunk.result) ?? [];
    const report = { name: this.#name, found, shrunk, command: host.command, pictures };
    const { error } = shrunk.result.failure ?? failure;
    throw new SimulationError(reportFailure(report), replayLine(report), error);
  }
}
