/**
 * What can be asked of `twist`: its options, the programs that it knows, and `run` for those that it does not.
 *
 * Rule: a program is loaded when it is the one that is asked for, and what its options are is known then.
 */
import { Command, Option } from "commander";
import type { OptionSpec, ServiceOptions } from "../application/index.ts";
import { COMMANDS } from "./commands.ts";
import { completionCommands } from "./completion/index.ts";
import type { ProgramMaker } from "./exported-maker.ts";
import { describePrograms, EXAMPLES, showVariables, styleHelp } from "./help.ts";
import { loadFile } from "./load-file.ts";
import { addOption, pluginCommand } from "./plugin-command.ts";
import { findPrograms, type Programs } from "./plugins.ts";
import { variableName } from "./resolve-options.ts";
import type { TwistContext } from "./twist.ts";
import {
  TWIST_OPTIONS,
  TWIST_VARIABLES,
  type TwistSettings,
  twistSettings,
} from "./twist-options.ts";

/** Run what `maker` makes; `own` are the program's options, `options` those of `twist`. */
export type RunProgram = (
  maker: ProgramMaker,
  own: ServiceOptions,
  options: ServiceOptions,
) => Promise<void>;

export interface CommandLine {
  readonly root: Command;
  readonly found: Programs;
  /** The command of a program, with all its options. */
  commandOf(maker: ProgramMaker, settings?: TwistSettings): Command;
}

export function commandLine(context: TwistContext, run: RunProgram): CommandLine {
  const { environment } = context;
  const root = new Command("twist")
    .description("Run a network program: one that is built in, or one of your own.")
    .usage("[options] <program> [options of the program]")
    .version(context.version, "-V, --version", "say which version this is")
    .addHelpText("after", EXAMPLES)
    .enablePositionalOptions()
    .showHelpAfterError("(twist --help says what there is)")
    // Both have to load what they list: see twist.ts.
    .helpOption(false)
    .helpCommand(false)
    .exitOverride();
  styleHelp(root, context);
  root.addOption(new Option("-h, --help", "say this"));
  root.addOption(new Option("-l, --list", "say which programs, endpoints and reactors there are"));
  for (const option of TWIST_OPTIONS) addOption(root, option);
  // What is refused in any case, with the reason, is no help.
  root.options.find(({ long }) => long === "--chroot")?.hideHelp();

  const commandOf = (maker: ProgramMaker, settings?: TwistSettings): Command => {
    const { tapname } = maker;
    const variableFor = ({ name }: Pick<OptionSpec, "name">): string | undefined => {
      const variable = variableName(tapname, name);
      return TWIST_VARIABLES.has(variable) ? undefined : variable;
    };
    const elsewhere = {
      variable: (name: string) => environment.variable(name),
      variableFor,
      section: settings?.config?.section(tapname) ?? null,
    };
    const command = pluginCommand(maker, elsewhere, (own) =>
      run(maker, own, settings?.options ?? {}),
    );
    command.copyInheritedSettings(root).enablePositionalOptions(false);
    command.helpOption("-h, --help", "say this").name(`twist ${tapname}`);
    command.showHelpAfterError(`(twist ${tapname} --help says what there is)`);
    const declared = new Set(command.options.map((option) => option.attributeName()));
    showVariables(command, (name) => (declared.has(name) ? variableFor({ name }) : undefined));
    command.configureOutput({
      outputError: (text, write) => write(ofTwist(text).replace(/^error: /, "twist: ")),
    });
    if (maker.helpAfter !== undefined) command.addHelpText("after", `\n${maker.helpAfter}`);
    command.addHelpText(
      "after",
      "\nOptions of twist itself stand before the program: twist --help",
    );
    return command;
  };
  const start = async (
    load: () => Promise<ProgramMaker>,
    args: readonly string[],
    { name, file = "" }: { readonly name?: string; readonly file?: string },
  ): Promise<void> => {
    // What is wrong with twist's own options is said before anything is loaded; but a file may have a section of its
    // own, and only it knows the name.
    const programs = found.programs.map((program) => program.name);
    const early = name === undefined ? null : twistSettings(root, environment, programs);
    const maker = await load();
    const settings = early ?? twistSettings(root, environment, [...programs, maker.tapname]);
    const command = commandOf(maker, settings);
    if (name === undefined)
      command
        .name(`twist run ${file}`)
        .showHelpAfterError(`(twist run ${file} --help says what there is)`);
    await command.parseAsync([...args], { from: "user" });
  };

  root
    .command("run")
    .description("run the service that a module exports: twist run ./my-service.js")
    .helpGroup("Commands:")
    .argument("<file>", "export default a service, or a function (reactor) => service")
    .argument("[options...]", "options of the service, where it has any")
    .passThroughOptions()
    .helpOption("-h, --help", "say this")
    .showHelpAfterError("(twist help run says what there is)")
    .action((file: string, rest: string[]) => start(() => loadFile(file), rest, { file }));
  root
    .command("help")
    .description("say what a program or a command is for, and its options")
    .helpGroup("Commands:")
    .argument("[name]", "all of them where it is left out")
    .helpOption("-h, --help", "say this")
    .action(async (name?: string) => {
      const program = found.programs.find((one) => one.name === name);
      if (program !== undefined) commandOf(await program.load()).outputHelp();
      else await helpFor(line, name);
    });
  for (const command of COMMANDS) root.addCommand(inherit(command(context), root));
  const names = (): readonly string[] => root.commands.map((command) => command.name());
  const found: Programs = findPrograms(environment, [...names(), "completion", "__complete"]);
  const line: CommandLine = { root, found, commandOf };
  for (const command of completionCommands(context, line))
    root.addCommand(inherit(command, root), { hidden: command.name().startsWith("_") });
  for (const { name, load } of found.programs)
    root
      .command(name)
      .helpGroup("Programs:")
      .argument("[args...]")
      .passThroughOptions()
      .allowUnknownOption()
      .helpOption(false)
      .action((args: string[]) => start(load, args, { name }));
  showVariables(root, (name) =>
    TWIST_OPTIONS.some((option) => option.name === name) ? variableName(name) : undefined,
  );
  return line;
}

/** On standard output, of all or of one command; what there is not is an error of the command line. */
export async function helpFor({ root, found }: CommandLine, name?: string): Promise<void> {
  await describePrograms(root, found);
  const command = name === undefined ? root : root.commands.find((one) => one.name() === name);
  if (command === undefined) root.error(`error: unknown command '${name}'`);
  else command.outputHelp();
}

function inherit(command: Command, root: Command): Command {
  command.copyInheritedSettings(root).helpOption("-h, --help", "say this");
  command.showHelpAfterError(`(twist help ${command.name()} says what there is)`);
  return command.helpGroup("Commands:");
}

/** An option of twist's that stands behind the program, where it is none. */
function ofTwist(text: string): string {
  const [, option] = /unknown option '--([^'=]+)/.exec(text) ?? [];
  if (option === undefined || !TWIST_OPTIONS.some(({ name }) => name === option)) return text;
  const [first, ...rest] = text.split("\n");
  return [
    `${first}: it is one of twist, and stands before the program`,
    ...rest.filter((line) => !line.startsWith("(Did you mean")),
  ].join("\n");
}
