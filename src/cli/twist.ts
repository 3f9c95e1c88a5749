/**
 * The command line of `twist`: what can be asked for, and what answers.
 *
 * Rule: whatever is wrong with what the user asked is one message on standard error, and an exit status;
 * never a stack trace.
 */
import { Command, CommanderError, Option } from "commander";
import type { IServiceMaker, ServiceOptions, ServiceReactor } from "../application/index.ts";
import { InvalidDescriptionError } from "../endpoints/index.ts";
import { globalLogBeginner } from "../logger/index.ts";
import { InvalidPortError } from "../net/index.ts";
import { placeOf, programFrames } from "../resources/index.ts";
import { EX_ERROR, EX_OK, EX_USAGE } from "./exit-status.ts";
import { loadFile } from "./load-file.ts";
import {
  LOG_FORMATS,
  LOG_LEVELS,
  type LogOptions,
  logObserver,
  type Terminal,
} from "./log-observer.ts";
import { pluginCommand } from "./plugin-command.ts";
import { loadPlugins } from "./plugins.ts";
import { runService } from "./run-service.ts";

/** All that `twist` needs of the world. */
export interface TwistContext extends Terminal {
  /** What was typed after `twist`. */
  readonly argv: readonly string[];
  readonly version: string;
  /** Made only when there is something to run. */
  reactor(): ServiceReactor;
}

/** Do what the command line says; gives the exit status when all is over. */
export async function twist(context: TwistContext): Promise<number> {
  let status = EX_OK;
  const program = commandLine(context, await loadPlugins(), async (maker, options, log) => {
    status = await run(context, maker, options, log);
  });
  try {
    await program.parseAsync([...context.argv], { from: "user" });
    return status;
  } catch (thrown) {
    return complain(context, thrown);
  }
}

type Run = (maker: IServiceMaker, options: ServiceOptions, log: LogOptions) => Promise<void>;

function commandLine(context: TwistContext, plugins: readonly IServiceMaker[], run: Run): Command {
  const program = new Command("twist")
    .description("Run a network program: one that is built in, or one of your own.")
    .version(context.version)
    .addOption(
      new Option("--log-level <level>", "log nothing below").choices(LOG_LEVELS).default("info"),
    )
    .addOption(
      new Option("--log-format <format>", "how the log looks").choices(LOG_FORMATS).default("text"),
    )
    .option("--log-file <file>", "where the log goes; - is standard output, + standard error", "-")
    .addHelpText(
      "after",
      "\nExamples:\n  twist chat --port 9000\n  twist run ./my-service.js\n  twist echo --help",
    )
    .enablePositionalOptions()
    .showHelpAfterError("(twist --help says what there is)")
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, "twist: ")),
    })
    .exitOverride();
  const log = (): LogOptions =>
    program.opts<{ logLevel: string; logFormat: string; logFile: string }>();
  program
    .command("run")
    .description("run the service that a module exports")
    .argument("<file>", "export default a service, or a function (reactor) => service")
    .argument("[options...]", "options of the service, where it has any")
    .passThroughOptions()
    .action(async (file: string, rest: string[]) => {
      const maker = await loadFile(file);
      const own = pluginCommand(maker, (options) =>
        run(maker, options, log()),
      ).copyInheritedSettings(program);
      await own.name(`twist run ${file}`).parseAsync(rest, { from: "user" });
    });
  for (const maker of plugins)
    program.addCommand(
      pluginCommand(maker, (options) => run(maker, options, log())).copyInheritedSettings(program),
    );
  return program;
}

async function run(
  context: TwistContext,
  maker: IServiceMaker,
  options: ServiceOptions,
  log: LogOptions,
): Promise<number> {
  const observer = logObserver(log, context);
  const reactor = context.reactor();
  const service = maker.makeService(reactor, options);
  if (service.name === null && service.parent === null) service.setName(maker.tapname);
  globalLogBeginner.beginLoggingTo([observer]);
  return await runService(reactor, service, (error) => void complain(context, error));
}

/** Say what is wrong. */
function complain({ stderr }: TwistContext, thrown: unknown): number {
  // Commander has said it already.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EX_OK : EX_USAGE;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
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
