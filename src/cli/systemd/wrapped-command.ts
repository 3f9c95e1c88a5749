/**
 * The command line of `twist` that a unit is to run: which program it is, where that listens, and what of it names files.
 *
 * Rules: it is checked by the options that `twist` has, and what is wrong with it is said as if it had been run. Whatever it
 * means in the shell it means in the unit, where the folder is another one: the file of `run` gets its full path.
 */

import { resolve } from "node:path";
import { Command } from "commander";
import type { ServiceOptions } from "../../application/index.ts";
import { UnitError } from "./errors.ts";

/** Where, in the words, it is said what to listen on. */
export interface ListeningWords {
  readonly from: number;
  /** None where the program does so unasked. */
  readonly count: number;
  readonly description: string;
}

export interface WrappedCommand {
  /** `chat`; of `run ./my-service.js`, `my-service`. */
  readonly program: string;
  /** The file of `run`, in full. */
  readonly file: string | null;
  readonly words: readonly string[];
  readonly listens: readonly ListeningWords[];
  /** Those of `twist` itself. */
  readonly options: ServiceOptions;
}

/** What is known where the words were typed. */
export interface Surroundings {
  readonly directory: string;
  /** The command of a program, with its options; `null` where there is none of this name. */
  programOf(name: string): Promise<Command | null>;
}

/** @param twist the command that knows the options of `twist` itself. Rejects with what is wrong. */
export async function wrappedCommand(
  given: readonly string[],
  twist: Command,
  { directory, programOf }: Surroundings,
): Promise<WrappedCommand> {
  const { options, operands } = parsed(given, twist);
  const [name = "", ...rest] = operands;
  const own = given.length - operands.length;
  if (name === "run") {
    const [file, ...args] = rest;
    if (file === undefined) throw new UnitError("run needs a file");
    const path = resolve(directory, file);
    const words = [...given.slice(0, own), "run", path, ...args];
    const program = path.replace(/^.*\//, "").replace(/\.\w+$/, "");
    return { program, file: path, words, options, listens: listensIn(words, own + 2, null) };
  }
  const known = await programOf(name);
  if (known === null)
    throw new UnitError(`there is no program "${name}"; twist --list has those that there are`);
  const listens = listensIn(given, own + 1, known);
  return { program: name, file: null, words: given, options, listens };
}

function parsed(
  given: readonly string[],
  twist: Command,
): { options: ServiceOptions; operands: readonly string[] } {
  const parser = new Command("twist")
    .copyInheritedSettings(twist)
    .exitOverride()
    .argument("<program>")
    .argument("[arguments...]")
    .passThroughOptions()
    .allowExcessArguments()
    .action(() => {});
  for (const option of twist.options)
    if (option.attributeName() !== "version") parser.addOption(option);
  parser.parse([...given], { from: "user" });
  return { options: parser.opts(), operands: parser.args };
}

/** @param known the program; `null` where it is not known what its options are. */
function listensIn(
  words: readonly string[],
  from: number,
  known: Command | null,
): readonly ListeningWords[] {
  const found: ListeningWords[] = [];
  const flags = flagsOf(known);
  for (let at = from; at < words.length; at++) {
    const word = words[at]!;
    const [, flag = word, value] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
    const kind = flags.get(flag);
    const text = value ?? words[at + 1];
    if (kind === undefined || text === undefined) continue;
    const description = kind === "port" ? `tcp:${text}` : text;
    found.push({ from: at, count: value === undefined ? 2 : 1, description });
  }
  const unasked = known?.options.find(
    (option) => option.attributeName() === "listen",
  )?.defaultValue;
  if (found.length === 0 && typeof unasked === "string")
    found.push({ from: words.length, count: 0, description: unasked });
  return found;
}

function flagsOf(known: Command | null): ReadonlyMap<string, string> {
  const flags = new Map([
    ["--listen", "listen"],
    ["--port", "port"],
  ]);
  for (const option of known?.options ?? []) {
    const kind = flags.get(option.long ?? "");
    if (kind !== undefined && option.short !== undefined) flags.set(option.short, kind);
  }
  return flags;
}

/** The words, with what is listened on replaced, each by what `instead` gives for it. */
export function listeningInstead(
  { words, listens }: WrappedCommand,
  instead: (description: string, index: number) => string,
): readonly string[] {
  const changed = [...words];
  for (const [index, { from, count, description }] of [...listens.entries()].reverse())
    changed.splice(from, count, "--listen", instead(description, index));
  return changed;
}
