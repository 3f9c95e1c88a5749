/** What the arguments of a description may be, and reading them: every mistake is an error with its place. */
import {
  type DescribedArgument,
  type Description,
  descriptionInArgument,
  restOfDescription,
} from "./description.ts";
import { InvalidDescriptionError } from "./errors.ts";

/** Gives the value, or throws a `RangeError` that says in a few words what would be one. */
export type Reader<T> = (text: string) => T;

/** … that also looks at where in the description the argument stands. */
export type PlacedReader<T> = (
  text: string,
  description: Description,
  argument: DescribedArgument,
) => T;

/** One argument that a type of endpoint takes. */
export interface Parameter<T = unknown> {
  readonly read: PlacedReader<T>;
  /** It has to be given, and its name may be left out: then it is known by its place. */
  readonly required: boolean;
}

export type Parameters = Readonly<Record<string, Parameter>>;
/** The values for `P`; the ones that were not given are not there. */
export type Values<P extends Parameters> = {
  [K in keyof P as P[K] extends { required: true } ? K : never]: ReturnType<P[K]["read"]>;
} & { [K in keyof P as P[K] extends { required: true } ? never : K]?: ReturnType<P[K]["read"]> };

export function required<T>(read: PlacedReader<T>): Parameter<T> & { readonly required: true } {
  return { read, required: true };
}
export function optional<T>(read: PlacedReader<T>): Parameter<T> & { readonly required: false } {
  return { read, required: false };
}

/** A whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): Reader<number> {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new RangeError(`a whole number from ${least} to ${most}`);
    return value;
  };
}

/** The number of a port; `least` is 0 where the host may choose. */
export function portNumber(least: 0 | 1): Reader<number> {
  return wholeNumber(least, 65_535);
}

/** A time span in seconds, more than none; fractions are welcome. */
export const seconds: Reader<number> = (text) => {
  const value = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || !(value > 0))
    throw new RangeError("a number of seconds above 0");
  return value;
};

/** The name or address of a host; `\:` for each colon of an IPv6 address. */
export const host: Reader<string> = (text) => {
  if (text === "" || /\s/.test(text)) throw new RangeError("the name or address of a host");
  return text;
};

/** A description of its own, with a backslash before each of its `:`, `=` and `\`: what `quoteStringArgument` makes. */
export const innerDescription: PlacedReader<Description> = (_text, description, argument) =>
  descriptionInArgument(description, argument);

/** The values that `description` gives to `parameters`. Throws `InvalidDescriptionError`. */
export function readParameters<P extends Parameters>(
  description: Description,
  parameters: P,
): Values<P> {
  const { text, type } = description;
  const given = assign(description, parameters);
  const values: Record<string, unknown> = {};
  for (const [name, { read, required }] of Object.entries(parameters)) {
    const argument = given.get(name);
    if (argument !== undefined) values[name] = readOne(name, argument, read, description);
    else if (required)
      throw new InvalidDescriptionError(`${type} needs ${aOrAn(name)}`, text, endOf(description));
  }
  return values as Values<P>;
}

/**
 * For a type that leads to another endpoint: what is said of itself comes first, and by name; all the rest is the other's
 * description. Throws `InvalidDescriptionError`.
 */
export function readLeadingParameters<P extends Parameters>(
  description: Description,
  parameters: P,
): { readonly values: Values<P>; readonly inside: Description } {
  const { args } = description;
  const first = args.findIndex(({ name }) => name === undefined);
  const index = first < 0 ? args.length : first;
  const own = { ...description, args: args.slice(0, index) };
  return {
    values: readParameters(own, parameters),
    inside: restOfDescription(description, index),
  };
}

/** Which argument is which: the named ones first, the rest in the order of what is required. */
function assign(
  { text, type, args }: Description,
  parameters: Parameters,
): Map<string, DescribedArgument> {
  const given = new Map<string, DescribedArgument>();
  const names = Object.keys(parameters);
  for (const argument of args) {
    const { name, position } = argument;
    if (name === undefined) continue;
    if (!names.includes(name))
      throw new InvalidDescriptionError(
        `${type} takes no "${name}"; it takes ${names.join(", ")}`,
        text,
        position,
      );
    if (given.has(name))
      throw new InvalidDescriptionError(`${name} is given twice`, text, position);
    given.set(name, argument);
  }
  const byPlace = names.filter((name) => parameters[name]!.required);
  const open = byPlace.filter((name) => !given.has(name));
  for (const argument of args.filter(({ name }) => name === undefined)) {
    // The colon of `stdio:` begins nothing.
    if (byPlace.length === 0 && argument.value === "" && argument === args.at(-1)) continue;
    const name = open.shift();
    if (name === undefined)
      throw new InvalidDescriptionError(
        `one argument too many; what ${type} takes without a name is ${byPlace.join(", ") || "nothing"}`,
        text,
        argument.position,
      );
    given.set(name, argument);
  }
  return given;
}

function readOne(
  name: string,
  argument: DescribedArgument,
  read: PlacedReader<unknown>,
  description: Description,
): unknown {
  try {
    return read(argument.value, description, argument);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    const why = `${name} is "${argument.value}", and has to be ${thrown.message}`;
    throw new InvalidDescriptionError(why, description.text, argument.valuePosition);
  }
}

function aOrAn(name: string): string {
  return `${/^[aeio]/.test(name) ? "an" : "a"} ${name}`;
}

function endOf({ args, end }: Description): number {
  // An empty last argument stands where the missing one would.
  const last = args.at(-1);
  return last !== undefined && last.value === "" ? last.valuePosition : end;
}
