/**
 * `twist systemd-unit [options] -- PROGRAM …`: writes the unit under which that command line runs, hardened.
 *
 * Rule: nothing is installed and no systemd asked; what is printed is all that there is.
 */

import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { type OptionSpec, parseWholeNumber } from "../../application/index.ts";
import type { IEnvironment } from "../../net/index.ts";
import { declaredOption } from "../declared-option.ts";
import { pluginCommand } from "../plugin-command.ts";
import { findPrograms } from "../plugins.ts";
import type { TwistContext } from "../twist.ts";
import { UnitError } from "./errors.ts";
import { type UnitChoices, type Units, unitsFor } from "./units.ts";
import { wrappedCommand } from "./wrapped-command.ts";

const OPTIONS: readonly OptionSpec[] = [
  { name: "name", value: "name", help: "what the unit is called (default: as the program is)" },
  { name: "description", value: "text", help: "one line that says what it is" },
  {
    name: "user",
    value: "name",
    help: "who it runs as (default: a user that systemd makes while it runs)",
  },
  {
    name: "socket",
    help: "let systemd listen: writes a .socket as well, and nothing is refused while the program restarts",
  },
  {
    name: "low-ports",
    help: "it listens on ports below 1024, though the command line does not say so",
  },
  { name: "state", help: "give it /var/lib/NAME" },
  { name: "logs", help: "give it /var/log/NAME" },
  { name: "runtime", help: "give it /run/NAME" },
  { name: "working-directory", value: "folder", help: "where it runs (default: /)" },
  {
    name: "watchdog",
    value: "seconds",
    help: "restart it when it has not turned for so long; 0: never",
    default: 30,
    parse: parseWholeNumber(0, 999_999),
  },
  { name: "output", value: "folder", help: "write files there, instead of to standard output" },
];

/** What the command needs of the world beside what `twist` has. */
export interface UnitSurroundings {
  readonly node: string;
  readonly main: string;
  readonly directory: string;
  modeOf(path: string): number | null;
  write(path: string, text: string): void;
}

const surroundings = (): UnitSurroundings => ({
  node: process.execPath,
  main: fileURLToPath(new URL("../main.js", import.meta.url)),
  directory: process.cwd(),
  modeOf: (path) => statSync(path, { throwIfNoEntry: false })?.mode ?? null,
  write: (path, text) => writeFileSync(path, text),
});

/** A program with its options; what is done with them is not. */
async function programCommand(environment: IEnvironment, name: string): Promise<Command | null> {
  const program = findPrograms(environment, []).programs.find((one) => one.name === name);
  if (program === undefined) return null;
  const nowhere = { variable: () => undefined, variableFor: () => undefined, section: null };
  return pluginCommand(await program.load(), nowhere, async () => {});
}

/** @param world by default, this process. */
export function unitCommand(
  { stdout, stderr, environment }: Pick<TwistContext, "stdout" | "stderr" | "environment">,
  world: () => UnitSurroundings = surroundings,
): Command {
  const command = new Command("systemd-unit")
    .description("write a hardened systemd unit for a command line of twist")
    .usage("[options] -- [twist options] program [program options]")
    .argument("<words...>", "what stands behind twist when it is run by hand")
    .passThroughOptions()
    .addHelpText(
      "after",
      "\nExamples:\n  twist systemd-unit -- chat --listen tcp:8123\n  twist systemd-unit --socket --output /etc/systemd/system -- run ./my-service.js --listen tcp:80",
    );
  for (const option of OPTIONS) command.addOption(declaredOption(option));
  return command.action(async (words: readonly string[]) => {
    const { output, ...choices } = command.opts<UnitChoices & { output?: string }>();
    const here = world();
    let units: Units;
    try {
      const wrapped = await wrappedCommand(words, command.parent!, {
        directory: here.directory,
        programOf: (name) => programCommand(environment, name),
      });
      units = unitsFor(wrapped, choices, here);
    } catch (thrown) {
      if (thrown instanceof UnitError) command.error(`error: ${thrown.message}`);
      throw thrown;
    }
    for (const warning of units.warnings) stderr.write(`twist: ${warning}\n`);
    for (const { file, text } of units.files)
      if (output === undefined) stdout.write(`# /etc/systemd/system/${file}\n${text}\n`);
      else here.write(join(output, file), text);
    const [first] = units.files;
    const names = units.files.map(({ file }) => file).join(" ");
    stderr.write(
      `next: ${output === undefined ? "put it into /etc/systemd/system, then " : ""}systemctl daemon-reload && systemctl enable --now ${names}; see what it may do: systemd-analyze security ${first!.file}\n`,
    );
  });
}
