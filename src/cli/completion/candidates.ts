/** What may stand in the place of the last word of an unfinished command line. */
import type { Command, Option } from "commander";
import { endpointTypes } from "../../endpoints/index.ts";
import { LogLevel } from "../../logger/index.ts";
import { reactorChoices } from "../choose-reactor.ts";
import type { CommandLine } from "../command-line.ts";
import { describePrograms } from "../help.ts";
import type { TwistContext } from "../twist.ts";
import { awaitsValue, firstOperand, isOption } from "../words.ts";

export interface Candidate {
  readonly word: string;
  /** One line. */
  readonly help: string;
}

export interface Candidates {
  readonly words: readonly Candidate[];
  /** Names of files, or of folders, are welcome as well. */
  readonly files: "none" | "files" | "folders";
}

const NONE: Candidates = { words: [], files: "none" };

/** @param words after `twist`; the last one is being typed, and may be empty. Never rejects. */
export async function candidates(
  context: TwistContext,
  line: CommandLine,
  words: readonly string[],
): Promise<Candidates> {
  const before = words.slice(0, -1);
  const current = words.at(-1) ?? "";
  const { root, found } = line;
  const at = firstOperand(before, root.options);
  const inRoot = { context, command: root, before };
  if (at >= before.length) {
    const option = ofOptions(inRoot, current);
    if (option !== null) return option;
    await describePrograms(root, found);
    return matching(commandsOf(root), current);
  }
  const [name = "", ...rest] = before.slice(at);
  if (name === "help") {
    await describePrograms(root, found);
    return rest.length > 0 ? NONE : matching(commandsOf(root), current);
  }
  const command = await commandNamed(line, name);
  if (command === undefined) return NONE;
  return ofCommand({ context, command, before: rest }, current);
}

interface Position {
  readonly context: TwistContext;
  readonly command: Command;
  /** The words of this command that are typed. */
  readonly before: readonly string[];
}

async function commandNamed(line: CommandLine, name: string): Promise<Command | undefined> {
  const program = line.found.programs.find((one) => one.name === name);
  if (program === undefined) return line.root.commands.find((one) => one.name() === name);
  return program.load().then(
    (maker) => line.commandOf(maker),
    () => undefined,
  );
}

function ofCommand(position: Position, current: string): Candidates {
  const { command, before } = position;
  const option = ofOptions(position, current);
  if (option !== null) return option;
  let operands = 0;
  for (let at = 0; at < before.length; at++) {
    at += firstOperand(before.slice(at), command.options);
    if (at < before.length) operands += 1;
  }
  const places = command.registeredArguments;
  const place = places[operands] ?? (places.at(-1)?.variadic === true ? places.at(-1) : undefined);
  if (place === undefined) return NONE;
  if (place.argChoices !== undefined) return matching(plain(place.argChoices), current);
  return standingFor(position.context, place.name(), current) ?? { words: [], files: "files" };
}

/** `null` where no option, and no value of one, can stand. */
function ofOptions({ context, command, before }: Position, current: string): Candidates | null {
  const previous = before.at(-1);
  const awaiting = previous === undefined ? undefined : awaitsValue(previous, command.options);
  if (awaiting !== undefined) return valuesOf(context, awaiting, current);
  if (before.includes("--") || !isOption(current))
    return current === "-" ? optionsOf(command, current) : null;
  const [, long, value = ""] = /^(--[^=]+)=(.*)$/s.exec(current) ?? [];
  if (long === undefined) return optionsOf(command, current);
  const option = awaitsValue(long, command.options);
  if (option === undefined) return NONE;
  const { words, files } = valuesOf(context, option, value);
  return { words: words.map(({ word, help }) => ({ word: `${long}=${word}`, help })), files };
}

function optionsOf(command: Command, current: string): Candidates {
  const options = command.createHelp().visibleOptions(command);
  return matching(
    options.flatMap(({ long, description }) =>
      typeof long === "string" ? [{ word: long, help: description }] : [],
    ),
    current,
  );
}

/** Where one listens, and does not connect to. */
const LISTEN: readonly unknown[] = ["--listen", "--inspect"];

function valuesOf(context: TwistContext, option: Option, current: string): Candidates {
  if (option.argChoices !== undefined) return matching(plain(option.argChoices), current);
  const [, word = ""] = /<([^>.]+)/.exec(option.flags) ?? [];
  const side = LISTEN.includes(option.long) ? "server" : undefined;
  return standingFor(context, word, current, side) ?? NONE;
}

/** What help calls a value says what can be given for it; `null` where it does not. */
function standingFor(
  context: TwistContext,
  word: string,
  current: string,
  side?: "server",
): Candidates | null {
  switch (word) {
    case "file":
    case "folder":
      return { words: [], files: `${word}s` };
    case "level":
      return matching(plain(LogLevel.all().map(({ name }) => name)), current);
    case "reactor":
      return matching(plain(reactorChoices(context).map(({ name }) => name)), current);
    case "endpoint": {
      const types = endpointTypes(context.environment).filter(
        ({ sides, problem }) => problem === null && (side === undefined || sides.includes(side)),
      );
      return matching(plain(types.map(({ name }) => `${name}:`)), current);
    }
    default:
      return null;
  }
}

function commandsOf(root: Command): Candidate[] {
  const help = root.createHelp();
  return help
    .visibleCommands(root)
    .map((command) => ({ word: command.name(), help: command.description() }));
}

function plain(words: readonly string[]): Candidate[] {
  return words.map((word) => ({ word, help: "" }));
}

function matching(all: readonly Candidate[], current: string): Candidates {
  const words = all
    .filter(({ word }) => word.startsWith(current))
    .map(({ word, help }) => ({ word, help: help.split("\n")[0]! }));
  return { words, files: "none" };
}
