/** An option as plugins and features declare it, for commander. */
import { InvalidArgumentError, Option } from "commander";
import type { OptionSpec } from "../application/index.ts";

export function declaredOption({
  name,
  short,
  value,
  help,
  parse,
  choices,
  required = false,
  ...rest
}: OptionSpec): Option {
  const long = value === undefined ? `--${name}` : `--${name} <${value}>`;
  const option = new Option(short === undefined ? long : `-${short}, ${long}`, help);
  option.makeOptionMandatory(required);
  if (rest.default !== undefined) option.default(rest.default);
  if (parse !== undefined) option.argParser((text) => parsed(text, parse));
  if (choices !== undefined) option.choices(choices);
  // Who declares it knows its options by the names that it gave them.
  option.attributeName = () => name;
  return option;
}

function parsed(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch (thrown) {
    throw new InvalidArgumentError(thrown instanceof Error ? thrown.message : String(thrown));
  }
}
