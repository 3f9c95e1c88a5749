/**
 * Options and arguments as plugins and features declare them, for commander.
 *
 * Rule: reading a value is one function, whether its text comes from the command line or from anywhere else.
 */
import { Argument, InvalidArgumentError, Option } from "commander";
import type { ArgumentSpec, OptionSpec, ValueSpec } from "../application/index.ts";
import { InvalidDescriptionError } from "../endpoints/index.ts";

export function declaredOption(spec: OptionSpec): Option {
  const { name, short, help, required = false } = spec;
  const word = valueWord(spec);
  const long = word === undefined ? `--${name}` : `--${name} <${word}>`;
  const option = new Option(short === undefined ? long : `-${short}, ${long}`, help);
  option.makeOptionMandatory(required);
  // A name that begins with `no-` is a name.
  option.negate = false;
  if (spec.group !== undefined) option.helpGroup(`${spec.group}:`);
  if (word !== undefined) option.argParser(reader(spec));
  describe(option, spec);
  // Who declares it knows its options by the names that it gave them.
  option.attributeName = () => name;
  return option;
}

/** Takes back a flag that is set elsewhere: `--no-quiet`. Help does not list it. */
export function negatedOption({ name }: OptionSpec): Option {
  const option = new Option(`--no-${name}`).hideHelp();
  option.attributeName = () => name;
  return option;
}

export function declaredArgument(spec: ArgumentSpec): Argument {
  const { name, help, required = spec.default === undefined, multiple = false } = spec;
  const inside = multiple ? `${name}...` : name;
  const argument = new Argument(required ? `<${inside}>` : `[${inside}]`, help);
  argument.argParser(reader(spec));
  describe(argument, spec);
  return argument;
}

/** What help calls the value; undefined for a flag. */
export function valueWord({ value, choices, name }: OptionSpec): string | undefined {
  return value ?? (choices === undefined ? undefined : name);
}

/** The value that `text` stands for. Throws an error that says what is wrong with it. */
export function readValue({ choices, parse }: ValueSpec, text: string): unknown {
  if (choices !== undefined && !choices.includes(text))
    throw new RangeError(`Allowed choices are ${choices.join(", ")}.`);
  return parse === undefined ? text : parse(text);
}

function describe(
  thing: { argChoices?: string[]; default(value: unknown): unknown },
  spec: ValueSpec,
): void {
  if (spec.default !== undefined) thing.default(spec.default);
  if (spec.choices !== undefined) thing.argChoices = [...spec.choices];
}

/** One that is `multiple` collects what it is given. */
function reader(spec: ValueSpec): (text: string) => unknown {
  const all: unknown[] = [];
  return (text) => {
    try {
      const value = readValue(spec, text);
      if (spec.multiple !== true) return value;
      all.push(value);
      return [...all];
    } catch (thrown) {
      // It shows its place itself.
      if (thrown instanceof InvalidDescriptionError) throw thrown;
      throw new InvalidArgumentError(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
}
