/**
 * `twist`: does what its command line asks for.
 *
 * Rule: whatever is wrong with what the user asked is one message on standard error, and an exit status;
 * never a stack trace.
 */
import { CommanderError } from "commander";
import type { ServiceOptions, ServiceReactor } from "../application/index.ts";
import { globalLogBeginner } from "../logger/index.ts";
import { type IEnvironment, IReactorFiles } from "../net/index.ts";
import { chooseReactor } from "./choose-reactor.ts";
import { type CommandLine, commandLine, helpFor } from "./command-line.ts";
import { complaintOf } from "./complaint.ts";
import { WorkerStartError } from "./errors.ts";
import { EX_ERROR, EX_OK, EX_USAGE } from "./exit-status.ts";
import type { ProgramMaker } from "./exported-maker.ts";
import { FEATURES } from "./features.ts";
import { describePrograms } from "./help.ts";
import type { TypedInput } from "./inspect/index.ts";
import { listOfAll } from "./list.ts";
import { openLog, type Terminal } from "./log-observer.ts";
import { runService } from "./run-service.ts";
import { firstOperand } from "./words.ts";
import { ofWorker, supervisorFor, type WorkersHost } from "./workers/index.ts";

/** All that `twist` needs of the world. */
export interface TwistContext extends Terminal {
  /** What was typed after `twist`. */
  readonly argv: readonly string[];
  readonly version: string;
  /** Its variables, config files, and what packages add. */
  readonly environment: IEnvironment;
  /** The built-in one; made only when there is something to run. */
  reactor(): ServiceReactor;
  /** Called with the reactor that was chosen, when it is about to run: from then on it decides what a signal does. */
  reactorRuns?(reactor: ServiceReactor): void;
  /** Asked for only by what reads keys. */
  readonly stdin?: TypedInput;
  /** Have `run` called when the process exits, however it does. */
  atExit?(run: () => void): void;
  /** Without it there are no workers. */
  readonly workers?: WorkersHost;
}

/** Do what the command line says; gives the exit status when all is over. */
export async function twist(context: TwistContext): Promise<number> {
  let status = EX_OK;
  try {
    const line = commandLine(context, async (maker, own, options) => {
      status = await run(context, maker, own, options);
    });
    const answered = await answer(context, line);
    if (answered !== null) return answered;
    await line.root.parseAsync([...context.argv], { from: "user" });
    return status;
  } catch (thrown) {
    return complain(context, thrown);
  }
}

/** What is asked of `twist` itself, and of no command: `null` where a command is. */
async function answer(context: TwistContext, line: CommandLine): Promise<number | null> {
  const { argv, stdout } = context;
  const { root, found } = line;
  const at = firstOperand(argv, root.options);
  const asked = (...words: readonly string[]): boolean =>
    argv.slice(0, at).some((word) => words.includes(word));
  if (asked("-h", "--help")) {
    const program = found.programs.find(({ name }) => name === argv[at]);
    if (program !== undefined) line.commandOf(await program.load()).outputHelp();
    else await helpFor(line, argv[at]);
    return EX_OK;
  }
  if (asked("-l", "--list")) {
    stdout.write(await listOfAll(context, found));
    return EX_OK;
  }
  if (at < argv.length || asked("-V", "--version")) return null;
  // Commander shows help, having looked at the options.
  await describePrograms(root, found);
  return null;
}

/** @param own the program's options; `options` are those of `twist`. */
async function run(
  context: TwistContext,
  maker: ProgramMaker,
  own: ServiceOptions,
  options: ServiceOptions,
): Promise<number> {
  const { workers } = context;
  for (const feature of FEATURES) feature.prepare?.(options);
  const reactor = await chooseReactor(context, String(options.reactor));
  const files = IReactorFiles.providedBy(reactor as unknown) ? IReactorFiles(reactor).files : null;
  const { stdout, stderr } = context;
  const log = openLog(options, { stdout, stderr, files, role: roleOf(options, workers) });
  const { observer } = log;
  context.atExit?.(() => log.end());
  const service =
    supervisorFor(reactor, options, workers) ?? (await maker.makeService(reactor, own));
  if (service.name === null && service.parent === null) service.setName(maker.tapname);
  globalLogBeginner.beginLoggingTo([
    workers?.supervisor ? ofWorker(workers.supervisor.worker, observer) : observer,
  ]);
  context.reactorRuns?.(reactor);
  const facts = new Map<string, () => unknown>();
  const given = { options, reactor, service, terminal: context, log, facts };
  const hooks = FEATURES.map((feature) =>
    feature.join({ ...given, ...(workers && { workers }) }),
  ).filter((joined) => joined !== null);
  try {
    return await runService(reactor, service, {
      complain(error) {
        log.flush();
        return complain(context, error);
      },
      hooks,
    });
  } finally {
    log.end();
  }
}

/** `null`: of a program without workers. */
function roleOf(
  options: ServiceOptions,
  workers: WorkersHost | undefined,
): "supervisor" | "worker" | null {
  if (options.workers === undefined || workers === undefined) return null;
  return workers.supervisor === null ? "supervisor" : "worker";
}

/** Say what is wrong. */
function complain({ stderr }: TwistContext, thrown: unknown): number {
  // Commander has said it already.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EX_OK : EX_USAGE;
  // A worker has said it already.
  if (thrown instanceof WorkerStartError && thrown.status !== null)
    return thrown.status || EX_ERROR;
  const { text, status } = complaintOf(thrown);
  stderr.write(text);
  return status;
}
