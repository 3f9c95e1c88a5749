/**
 * `twist`: does what its command line asks for.
 *
 * Rule: whatever is wrong with what the user asked is one message on standard error, and an exit status;
 * never a stack trace.
 */
import { CommanderError } from "commander";
import type { IServiceMaker, ServiceOptions, ServiceReactor } from "../application/index.ts";
import { InvalidDescriptionError } from "../endpoints/index.ts";
import { globalLogBeginner } from "../logger/index.ts";
import { InvalidPortError, IReactorFiles } from "../net/index.ts";
import { placeOf, programFrames } from "../resources/index.ts";
import { commandLine } from "./command-line.ts";
import { WorkerStartError } from "./errors.ts";
import { EX_ERROR, EX_OK, EX_USAGE } from "./exit-status.ts";
import { FEATURES } from "./features.ts";
import { openLog, type Terminal } from "./log-observer.ts";
import { loadPlugins } from "./plugins.ts";
import { runService } from "./run-service.ts";
import { ofWorker, supervisorFor, type WorkersHost } from "./workers/index.ts";

/** All that `twist` needs of the world. */
export interface TwistContext extends Terminal {
  /** What was typed after `twist`. */
  readonly argv: readonly string[];
  readonly version: string;
  /** Made only when there is something to run. */
  reactor(): ServiceReactor;
  /** Have `run` called when the process exits, however it does. */
  atExit?(run: () => void): void;
  /** Without it there are no workers. */
  readonly workers?: WorkersHost;
}

/** Do what the command line says; gives the exit status when all is over. */
export async function twist(context: TwistContext): Promise<number> {
  let status = EX_OK;
  try {
    const program = commandLine(context, await loadPlugins(), async (maker, own, options) => {
      status = await run(context, maker, own, options);
    });
    await program.parseAsync([...context.argv], { from: "user" });
    return status;
  } catch (thrown) {
    return complain(context, thrown);
  }
}

/** @param own the program's options; `options` are those of `twist`. */
async function run(
  context: TwistContext,
  maker: IServiceMaker,
  own: ServiceOptions,
  options: ServiceOptions,
): Promise<number> {
  const { workers } = context;
  const reactor = context.reactor();
  const files = IReactorFiles.providedBy(reactor as unknown) ? IReactorFiles(reactor).files : null;
  const { stdout, stderr } = context;
  const shared = options.workers !== undefined;
  const log = openLog(options, { stdout, stderr, files, shared });
  const { observer } = log;
  context.atExit?.(() => log.end());
  const service = supervisorFor(reactor, options, workers) ?? maker.makeService(reactor, own);
  if (service.name === null && service.parent === null) service.setName(maker.tapname);
  globalLogBeginner.beginLoggingTo([
    workers?.supervisor ? ofWorker(workers.supervisor.worker, observer) : observer,
  ]);
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

/** Say what is wrong. */
function complain({ stderr }: TwistContext, thrown: unknown): number {
  // Commander has said it already.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EX_OK : EX_USAGE;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  // A worker has said it already.
  if (error instanceof WorkerStartError && error.status !== null) return error.status || EX_ERROR;
  stderr.write(`twist: ${error.message}${lineOfProgram(error)}\n`);
  const usage = [InvalidDescriptionError, InvalidPortError];
  if (usage.some((kind) => error instanceof kind)) return EX_USAGE;
  return EX_ERROR;
}

const MISTAKES: readonly unknown[] = [TypeError, RangeError, ReferenceError, SyntaxError];

/** What says nothing of where it belongs is a mistake in a file of the user's: ` (/path/service.js:3:7)`. */
function lineOfProgram(error: Error): string {
  if (!MISTAKES.includes(error.constructor)) return "";
  const [frame] = programFrames(error);
  return frame === undefined ? "" : ` (${placeOf(frame)})`;
}
