/**
 * A scenario under many seeds: those that failed before, then the others, until one fails.
 *
 * A seed that fails is shrunk and reported; now and then a seed is run twice, and must do the same.
 */
import { StableHash } from "../pictures/index.ts";
import { checkName, checkRunOptions, checkSeeds } from "./checked-options.ts";
import { addToCorpus, type CorpusFile, runsInCorpus } from "./corpus.ts";
import { NotDeterministicError, SimulationError, SimulationOptionError } from "./errors.ts";
import { firstDifference } from "./first-difference.ts";
import { checkReplayed, formatRun, parseRun, type RunOf, replayLine } from "./replay.ts";
import { reportFailure } from "./report.ts";
import {
  type RunFailure,
  type RunHost,
  type RunOptions,
  type RunResult,
  runOnce,
  type Scenario,
} from "./run.ts";
import { type Shrunk, shrinkRun } from "./shrink-run.ts";
import { withWorldShut } from "./shut-world.ts";

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
  checkOptions(name, options, host);
  const replay = host.replay === undefined ? undefined : parseRun(host.replay);
  return withWorldShut(host, async (runHost) => {
    const simulation = new Simulation(name, options, scenario, host, runHost);
    if (replay === undefined)
      for (const { run, twice } of runsOf(name, options, host))
        await simulation.carryOut(run, twice);
    else if (replay.name === name) await simulation.replay(replay.run);
    return simulation.report();
  });
}

function checkOptions(name: string, options: SimulationOptions, host: SimulationHost): void {
  const { seeds = 100, twiceEvery = 100 } = options;
  checkName(name);
  checkRunOptions(options);
  checkSeeds(host.seeds ?? seeds);
  if (!(twiceEvery >= 0)) throw new SimulationOptionError(`twiceEvery: ${twiceEvery}`);
}

function* runsOf(
  name: string,
  { seeds = 100, twiceEvery = 100 }: SimulationOptions,
  host: SimulationHost,
): Iterable<{ readonly run: RunOf; readonly twice: boolean }> {
  if (host.corpus !== undefined)
    for (const run of runsInCorpus(name, host.corpus)) yield { run, twice: twiceEvery > 0 };
  const some = host.seeds ?? seeds;
  const count = typeof some === "number" ? some : some.length;
  for (let i = 0; i < count; i++) {
    const seed = typeof some === "number" ? i + 1 : some[i]!;
    yield { run: { seed }, twice: twiceEvery > 0 && i % twiceEvery === 0 };
  }
}

class Simulation {
  readonly #name: string;
  readonly #options: SimulationOptions;
  readonly #scenario: Scenario;
  readonly #host: SimulationHost;
  readonly #runHost: RunHost;
  readonly #hash = new StableHash();
  #runs = 0;
  #seconds = 0;
  #events = 0;

  constructor(
    name: string,
    options: SimulationOptions,
    scenario: Scenario,
    host: SimulationHost,
    runHost: RunHost,
  ) {
    this.#name = name;
    this.#options = options;
    this.#scenario = scenario;
    this.#host = host;
    this.#runHost = runHost;
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
    this.#count(result);
    // The second time it is looked at more closely.
    const again = twice ? await this.#run(run, true) : null;
    if (again !== null) this.#compare(result, again);
    if (result.failure !== null) await this.#fail(result, result.failure, false);
    if (again !== null && again.failure !== null) await this.#fail(again, again.failure, true);
  }

  /** Once, as it is, unless the line names a seed alone: somebody looks for what is wrong, perhaps step by step. */
  async replay(run: RunOf): Promise<void> {
    if (run.faults === undefined && run.chances === undefined && run.inject === undefined) {
      await this.carryOut(run, false);
      return;
    }
    const result = await this.#run(run, true);
    this.#count(result);
    if (result.failure !== null) this.#report(result, { result, runs: 0 }, []);
    checkReplayed(run, result);
  }

  #count(result: RunResult): void {
    this.#runs += 1;
    this.#seconds += result.seconds;
    this.#events += result.events;
    this.#hash.add(result.trace.hash());
  }

  #run(run: RunOf, explain: boolean): Promise<RunResult> {
    this.#host.begins?.(formatRun(this.#name, run));
    return runOnce(this.#scenario, this.#options, run, this.#runHost, explain);
  }

  #compare(first: RunResult, second: RunResult): void {
    const isSame = first.trace.hash() === second.trace.hash();
    const signature = first.failure?.signature;
    if (isSame && (signature === undefined || second.failure?.signature === signature)) return;
    const [once, then] = [outcomeOf(first), outcomeOf(second)];
    const run = formatRun(this.#name, first.run);
    throw new NotDeterministicError(
      `${run}: the same seed was run twice, and\n` +
        `${isSame ? `  once: ${once}\n  then: ${then}` : firstDifference(first.trace, second.trace)}\n` +
        "Something is used that the seed does not decide: the time, chance, the order of a Set of objects that live on ..." +
        (isSame || once === then ? "" : `\nOnce ${once}, then ${then}.`),
    );
  }

  /** @param explain is it found only by looking more closely? */
  async #fail(found: RunResult, failure: RunFailure, explain: boolean): Promise<never> {
    const { shrinkRuns = 400 } = this.#options;
    const small = await shrinkRun(found, (run) => this.#run(run, explain), shrinkRuns);
    const explained = await this.#run(small.result.run, true);
    if (explained.failure?.signature !== failure.signature) this.#compare(small.result, explained);
    const notes: string[] = [];
    const { corpus } = this.#host;
    if (corpus !== undefined && this.#host.replay === undefined)
      attempt("keep it in the corpus", notes, () =>
        addToCorpus(this.#name, explained.run, failure.signature, corpus),
      );
    return this.#report(found, { ...small, result: explained }, notes);
  }

  #report(found: RunResult, shrunk: Shrunk, notes: string[]): never {
    const host = this.#host;
    const { result } = shrunk;
    const draw = (): readonly string[] => host.keepPictures?.(this.#name, result) ?? [];
    const pictures = attempt("keep pictures of it", notes, draw) ?? [];
    const report = { name: this.#name, found, shrunk, command: host.command, pictures, notes };
    const replay = replayLine(this.#name, result.run, this.#host.command);
    throw new SimulationError(reportFailure(report), replay, result.failure?.error);
  }
}

/** What cannot be kept must not hide what failed. */
function attempt<T>(what: string, notes: string[], run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    notes.push(`could not ${what}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function outcomeOf({ failure }: RunResult): string {
  return failure === null ? "all was well" : `it failed: ${failure.signature}`;
}
