/**
 * The value of each option: from the command line, else from the environment, else from the config file, else its default.
 *
 * Rule: a mistake is told with where it was made.
 */
import type { Command } from "commander";
import { type OptionSpec, UsageError } from "../application/index.ts";
import { InvalidDescriptionError } from "../endpoints/index.ts";
import type { Section, Setting } from "./config-file.ts";
import { readValue, valueWord } from "./declared-option.ts";

/** What was said of a program other than on the command line. */
export interface Elsewhere {
  /** The value of an environment variable. */
  variable(name: string): string | undefined;
  /** The variable for an option; undefined for one that has none. */
  variableFor(option: OptionSpec): string | undefined;
  /** What the config file says; `null` without one. */
  readonly section: Section | null;
}

/** From which of them it is, the first to be asked has the highest rank. */
export const RANKS = { default: 0, config: 1, environment: 2, command: 3 } as const;

export interface Resolved {
  readonly value: unknown;
  readonly rank: number;
  /** `TORSION_CHAT_LISTEN`, `twist.json:3:5`; undefined for what was on the command line, and for defaults. */
  readonly from?: string;
}

/** The variable of an option: `TORSION_LOG_LEVEL`, or `TORSION_CHAT_LISTEN` of a program. */
export function variableName(...names: readonly string[]): string {
  return ["TORSION", ...names]
    .join("_")
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_");
}

/**
 * All options of `command` that have a value, by name. Throws `UsageError`, and commander's error where one that has to
 * be given is not.
 */
export function resolveOptions(
  command: Command,
  specs: readonly OptionSpec[],
  elsewhere: Elsewhere,
): ReadonlyMap<string, Resolved> {
  const all = new Map<string, Resolved>();
  for (const spec of specs) {
    const found = resolve(command, spec, elsewhere);
    if (found !== undefined) all.set(spec.name, found);
    else if (spec.required === true) {
      const flags = command.options.find((option) => option.attributeName() === spec.name)?.flags;
      command.error(`error: required option '${flags}' not specified`);
    }
  }
  return all;
}

export function valuesOf(all: ReadonlyMap<string, Resolved>): Record<string, unknown> {
  return Object.fromEntries([...all].map(([name, { value }]) => [name, value]));
}

function resolve(command: Command, spec: OptionSpec, elsewhere: Elsewhere): Resolved | undefined {
  const { name } = spec;
  if (command.getOptionValueSource(name) === "cli")
    return { value: command.getOptionValue(name), rank: RANKS.command };
  const variable = elsewhere.variableFor(spec);
  const text = variable === undefined ? undefined : elsewhere.variable(variable);
  // An empty one is as good as none: not every place where they are set can leave one out.
  if (variable !== undefined && text !== undefined && text !== "")
    return { value: fromVariable(spec, variable, text), rank: RANKS.environment, from: variable };
  const setting = elsewhere.section?.settings.find((one) => one.name === name);
  if (setting !== undefined)
    return { value: fromSetting(spec, setting), rank: RANKS.config, from: setting.place };
  return spec.default === undefined ? undefined : { value: spec.default, rank: RANKS.default };
}

const TRUTH: Readonly<Record<string, boolean>> = {
  ...{ 1: true, true: true, yes: true, on: true },
  ...{ 0: false, false: false, no: false, off: false },
};

function fromVariable(spec: OptionSpec, variable: string, text: string): unknown {
  if (valueWord(spec) === undefined) {
    const value = TRUTH[text.toLowerCase()];
    if (value !== undefined) return value;
    throw new UsageError(`${variable} '${text}' is invalid. A flag is 1 or 0, true or false.`);
  }
  if (spec.multiple !== true) return read(spec, variable, text);
  return text.split(",").map((one) => read(spec, variable, one.trim()));
}

function fromSetting(spec: OptionSpec, { name, value, place }: Setting): unknown {
  const where = `${place}: ${name}`;
  if (valueWord(spec) === undefined) {
    if (typeof value === "boolean") return value;
    throw new UsageError(`${where} ${JSON.stringify(value)} is invalid. It is true or false.`);
  }
  const one = (item: unknown): unknown => {
    if (typeof item === "string" || typeof item === "number")
      return read(spec, where, String(item));
    throw new UsageError(`${where} ${JSON.stringify(item)} is invalid. It is a text or a number.`);
  };
  if (spec.multiple !== true) return one(value);
  return Array.isArray(value) ? value.map(one) : [one(value)];
}

function read(spec: OptionSpec, where: string, text: string): unknown {
  try {
    return readValue(spec, text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (cause instanceof InvalidDescriptionError)
      throw new UsageError(`${where}: ${message}`, { cause });
    throw new UsageError(`${where} '${text}' is invalid. ${message}`, { cause });
  }
}
