/** What can be asked of `twist`: its options, the programs that it knows, and `run` for those that it does not. */
import { Command } from "commander";
import type { IServiceMaker, OptionSpec, ServiceOptions } from "../application/index.ts";
import { COMMANDS } from "./commands.ts";
import { declaredOption } from "./declared-option.ts";
import { FEATURES } from "./features.ts";
import { loadFile } from "./load-file.ts";
import { LOG_OPTIONS } from "./log-observer.ts";
import { pluginCommand } from "./plugin-command.ts";
import type { TwistContext } from "./twist.ts";

/** Run what `maker` makes; `own` are the program's options, `options` those of `twist`. */
export type RunProgram = (
  maker: IServiceMaker,
  own: ServiceOptions,
  options: ServiceOptions,
) => Promise<void>;

/** Of `twist` itself. */
const OPTIONS: readonly OptionSpec[] = [
  ...LOG_OPTIONS,
  ...FEATURES.flatMap(({ options }) => options),
];

export function commandLine(
  context: TwistContext,
  plugins: readonly IServiceMaker[],
  run: RunProgram,
): Command {
  const program = new Command("twist")
    .description("Run a network program: one that is built in, or one of your own.")
    .version(context.version)
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
  for (const option of OPTIONS) program.addOption(declaredOption(option));
  const commandFor = (maker: IServiceMaker): Command =>
    pluginCommand(maker, (own) => run(maker, own, program.opts())).copyInheritedSettings(program);
  program
    .command("run")
    .description("run the service that a module exports")
    .argument("<file>", "export default a service, or a function (reactor) => service")
    .argument("[options...]", "options of the service, where it has any")
    .passThroughOptions()
    .action(async (file: string, rest: string[]) => {
      const own = commandFor(await loadFile(file));
      await own.name(`twist run ${file}`).parseAsync(rest, { from: "user" });
    });
  for (const maker of plugins) program.addCommand(commandFor(maker));
  for (const command of COMMANDS)
    program.addCommand(command(context).copyInheritedSettings(program));
  return program;
}
