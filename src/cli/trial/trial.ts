/**
 * The `trial` command: which files, run how, told how.
 *
 * Rule: whatever is wrong with what the user asked is one message on standard error, and status 2.
 */
import type { Writable } from "node:stream";
import { CommanderError } from "commander";
import { DRY_RUN, NOT_RUN, shuffled, type TrialRequest } from "../../trial/index.ts";
import { OUR_REPORTERS, parseCommandLine, type TrialOptions } from "./command-line.ts";
import { TrialUsageError } from "./errors.ts";
import { handOver } from "./hand-over.ts";
import type { FileReport } from "./run-file.ts";
import { runFiles } from "./run-files.ts";
import { type FileToRun, findFiles } from "./test-files.ts";
import { TextReport } from "./text-report.ts";

/** All that `trial` needs of the world. */
export interface TrialContext {
  /** What was typed after `trial`. */
  readonly argv: readonly string[];
  readonly version: string;
  readonly cwd: string;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Does this Node.js run TypeScript? */
  readonly typescript: boolean;
  /** The user wants no more. */
  readonly signal: AbortSignal;
  /** Seconds. */
  now(): number;
  /** From 1 to 2³² - 1. */
  anySeed(): number;
}

const PASSED = 0;
const FAILED = 1;
const USAGE = 2;

/** Gives the exit status when all is over. */
export async function trial(context: TrialContext): Promise<number> {
  const { stdout, stderr, version } = context;
  try {
    const options = parseCommandLine(context.argv, {
      version,
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
    });
    return await run(context, options);
  } catch (thrown) {
    // Commander has said it already.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? PASSED : USAGE;
    if (!(thrown instanceof TrialUsageError)) throw thrown;
    stderr.write(`trial: ${thrown.message}\n`);
    return USAGE;
  }
}

async function run(context: TrialContext, options: TrialOptions): Promise<number> {
  const { cwd, typescript, signal } = context;
  const files = findFiles(options.names, { cwd, typescript });
  if (options.order === "alphabetical") files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const isOurs = OUR_REPORTERS.includes(options.reporter);
  if (options.coverage || options.watch || !isOurs) {
    const { coverage, watch, jobs } = options;
    if (options.untilFailure) throw new TrialUsageError("--until-failure is not for node --test");
    const [ordered, request] = orderOf(context, options, files);
    const reporter = isOurs ? undefined : options.reporter;
    return await handOver(ordered, { cwd, request, jobs, coverage, watch, reporter, signal });
  }
  for (let pass = 1; ; pass++) {
    if (options.untilFailure) context.stdout.write(`Test Pass ${pass}\n`);
    const status = await runOnce(context, options, files);
    if (!options.untilFailure || status !== PASSED || signal.aborted) return status;
  }
}

/** The files in the order in which they are to run, and what each is asked. */
function orderOf(
  context: TrialContext,
  options: TrialOptions,
  files: readonly FileToRun[],
): [readonly FileToRun[], TrialRequest] {
  const { order, random, exitfirst: exitFirst, dryRun } = options;
  const request: TrialRequest = {
    exitFirst,
    dryRun,
    ...(order === "alphabetical" ? { order } : {}),
  };
  if (random === undefined) return [files, request];
  const seed = random === 0 ? context.anySeed() : random;
  context.stdout.write(`Running tests shuffled with seed ${seed}\n`);
  return [shuffled(files, seed, "files"), { ...request, random: seed }];
}

async function runOnce(
  context: TrialContext,
  options: TrialOptions,
  files: readonly FileToRun[],
): Promise<number> {
  const { cwd, stdout, stderr, signal } = context;
  const { jobs, reporter, dryRun } = options;
  const [ordered, request] = orderOf(context, options, files);
  const write = (text: string): void => void stdout.write(text);
  const report = new TextReport({ cwd, write, verbose: reporter === "verbose" });
  const began = context.now();
  const reports = await runFiles(ordered, {
    cwd,
    jobs,
    request,
    stdout,
    stderr,
    signal,
    onResult: ({ path }, result) => {
      if (result.detail === DRY_RUN) write(`${report.nameOf(path, result.id)}\n`);
      else if (result.detail !== NOT_RUN) report.result(path, result);
    },
  });
  if (!signal.aborted) complainOfUnknown(files, reports, options);
  if (dryRun && report.counts.total === 0) return PASSED;
  report.finish(context.now() - began, signal.aborted ? interruptedIn(report, reports) : null);
  return report.counts.passed && !signal.aborted ? PASSED : FAILED;
}

function interruptedIn(report: TextReport, reports: readonly FileReport[]): string[] {
  return reports
    .filter(({ interrupted }) => interrupted !== null)
    .map(({ file, interrupted }) => report.nameOf(file.path, interrupted!));
}

/** Names of classes and tests are known only when the files have been loaded. */
function complainOfUnknown(
  files: readonly FileToRun[],
  reports: readonly FileReport[],
  { exitfirst }: TrialOptions,
): void {
  if (exitfirst && reports.length < files.length) return;
  const isThere = (name: string): boolean =>
    reports.some(({ file, results }) =>
      results.some(({ id }) =>
        id === "" ? file.select.includes(name) : id === name || id.startsWith(`${name}.`),
      ),
    );
  const names = new Set(files.flatMap(({ select }) => select));
  const unknown = [...names].find((name) => !isThere(name));
  if (unknown !== undefined) throw new TrialUsageError(`no test is called ${unknown}`);
}
