/** How help looks: 80 columns or as many as the terminal has, headings that stand out, and the variable of each option. */
import { type Argument, type Command, Help, type Option } from "commander";
import type { Programs } from "./plugins.ts";
import type { TwistContext } from "./twist.ts";

const WIDEST = 100;

export const EXAMPLES = `
Examples:
  twist chat --port 9000
  twist --log-level warn echo --listen tcp:8007:interface=127.0.0.1
  twist run ./my-service.js

Options of twist stand before the program, the program's own behind it: what
those are says twist help PROGRAM. Each can also be set by the environment
variable that is shown with it, and in the file that --config names.
The guide is docs/guide/twist.md, in the folder of the package torsion.`;

/** Output, colours and widths are those of the terminal that `context` has. */
export function styleHelp(command: Command, { stdout, stderr }: TwistContext): void {
  const width = ({ columns }: { columns?: number }): number => Math.min(columns ?? 80, WIDEST);
  command
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, "twist: ")),
      getOutHelpWidth: () => width(stdout as { columns?: number }),
      getErrHelpWidth: () => width(stderr as { columns?: number }),
      getOutHasColors: () => stdout.hasColors?.() === true,
      getErrHasColors: () => stderr.hasColors?.() === true,
    })
    .configureHelp({
      styleTitle: (text) => `\u001b[1m${text}\u001b[22m`,
      subcommandTerm: (sub) =>
        [sub.name(), ...sub.registeredArguments.map(placeOf)].join(" ").trim(),
      formatHelp: (of, helper) => programsFirst(plain.formatHelp.call(helper, of, helper)),
    });
}

/** Without what goes on to the program. */
function placeOf(argument: Argument): string {
  if (argument.required) return `<${argument.name()}>`;
  return argument.variadic ? "" : `[${argument.name()}]`;
}

/** What can be run is what a stranger looks for; commander has it behind all options. */
function programsFirst(text: string): string {
  const parts = text.trimEnd().split(/\n\n(?=\S)/);
  const isFirst = (part: string): boolean =>
    part.includes("Programs:") || part.includes("Commands:");
  const [usage = "", description = "", ...rest] = parts;
  const lists = rest.filter(isFirst).reverse();
  return `${[usage, description, ...lists, ...rest.filter((part) => !isFirst(part))].join("\n\n")}\n`;
}

/** `variableFor` says the variable of an option, by its name. */
export function showVariables(
  command: Command,
  variableFor: (name: string) => string | undefined,
): void {
  command.configureHelp({
    ...command.configureHelp(),
    optionDescription(option: Option): string {
      const variable = variableFor(option.attributeName());
      const text = plain.optionDescription(option);
      if (variable === undefined) return text;
      return text.endsWith(")")
        ? `${text.slice(0, -1)}, env: ${variable})`
        : `${text} (env: ${variable})`;
    },
  });
}
const plain = new Help();

/** Give each program's command its line, for which the programs have to be loaded. */
export async function describePrograms(root: Command, { programs }: Programs): Promise<void> {
  await Promise.all(
    programs.map(async (program) => {
      const command = root.commands.find((one) => one.name() === program.name);
      const from = program.package === null ? "" : ` (of ${program.package})`;
      const text = await program.load().then(
        ({ description }) => `${description}${from}`,
        () => `cannot be loaded: twist --list says why${from}`,
      );
      command?.description(text);
    }),
  );
}
