/**
 * The notation of descriptions: `type:argument:argument:name=value`, and descriptions inside of descriptions.
 *
 * A backslash takes away what the next character would mean. In a value, `=` means nothing. An inner description is
 * either all that is left of the outer one, as it stands, or the value of an argument, with backslashes of its own. All
 * positions are those of the outermost text, whatever backslashes are in between. This file knows no types: what they are
 * and take is in `parsers`.
 */
import { InvalidDescriptionError } from "./errors.ts";

/** One argument of a description, and where it stands. */
export interface DescribedArgument {
  /** Undefined: an argument that says by its place what it is. */
  readonly name: string | undefined;
  /** Without its backslashes. */
  readonly value: string;
  /** Where it begins in the text, its name included. */
  readonly position: number;
  /** Where its value begins. */
  readonly valuePosition: number;
  /** Where it is over: at the colon, or the end. */
  readonly end: number;
}

/** What `parseDescription` makes of a text: for parsers of types of one's own. */
export interface Description {
  /** The whole text, also where this is only a part of it. */
  readonly text: string;
  readonly type: string;
  /** In the order of the text. */
  readonly args: readonly DescribedArgument[];
  /** Where it begins in the text, and where it is over. */
  readonly position: number;
  readonly end: number;
  /** How often its backslashes were themselves taken for backslashes: the outermost is quoted 0 times. */
  readonly quoted: number;
  /** How many descriptions it is inside of. */
  readonly nesting: number;
  /** For messages, where another type has this one read a part of its arguments: `ws`, which takes all of these. */
  readonly onBehalfOf?: { readonly type: string; readonly names: readonly string[] };
}

type Part = Pick<Description, "position" | "end" | "quoted" | "nesting">;

/** A text in which every character knows its place in the outermost one; the last place is that of the end. */
interface Placed {
  readonly characters: string;
  readonly places: readonly number[];
}

/** How many descriptions may be inside of each other: nobody means more, and a text may come from anywhere. */
const MOST_NESTED = 16;

/** Take a description apart. Throws `InvalidDescriptionError`, and `TypeError` for what is no string. */
export function parseDescription(text: string): Description {
  // Whoever writes no types forgets the reactor, and gives the description in its place.
  if (typeof text !== "string")
    throw new TypeError(`a description is a string, as in tcp:8007, and not ${typeof text}`);
  return parsePart(text, { position: 0, end: text.length, quoted: 0, nesting: 0 });
}

/**
 * All that is left of `description` from its argument `index` on, as a description: `tcp:8080:interface=::1` of
 * `haproxy:tcp:8080:interface=::1`. Throws `InvalidDescriptionError`.
 */
export function restOfDescription(description: Description, index: number): Description {
  const { text, type, args, end, quoted, nesting } = description;
  const first = args[index];
  if (first === undefined || isNothing(first, args))
    throw new InvalidDescriptionError(`${type} needs the description of an endpoint`, text, end);
  return parsePart(text, { position: first.position, end, quoted, nesting: nesting + 1 });
}

/**
 * The value of `argument`, one of `description`, as a description: `tcp:proxy:80` of `tls:host:443:endpoint=tcp\:proxy\:80`.
 * Throws `InvalidDescriptionError`.
 */
export function descriptionInArgument(
  { text, type, quoted, nesting }: Description,
  { value, valuePosition, end }: DescribedArgument,
): Description {
  if (value === "")
    throw new InvalidDescriptionError(
      `${type} needs the description of an endpoint`,
      text,
      valuePosition,
    );
  const part = { position: valuePosition, end, quoted: quoted + 1, nesting: nesting + 1 };
  return parsePart(text, part);
}

/** `argument` with backslashes, so that it is one argument, as it is, of a description. */
export function quoteStringArgument(argument: string): string {
  return argument.replace(/[\\:=]/g, "\\$&");
}

/** What is behind the colon of `retry:`. */
function isNothing(argument: DescribedArgument, args: readonly DescribedArgument[]): boolean {
  return argument.name === undefined && argument.value === "" && argument === args.at(-1);
}

function parsePart(text: string, part: Part): Description {
  const { position, end, quoted, nesting } = part;
  if (nesting > MOST_NESTED)
    throw new InvalidDescriptionError(
      `more than ${MOST_NESTED} descriptions inside of each other`,
      text,
      position,
    );
  let placed: Placed = {
    characters: text.slice(position, end),
    places: Array.from({ length: end - position + 1 }, (_, index) => position + index),
  };
  for (let level = 0; level < quoted; level++) placed = unquoted(placed, text);
  const [first, ...args] = readArguments(placed, text);
  if (first!.name !== undefined || first!.value === "")
    throw new InvalidDescriptionError("it begins with the type, as in tcp:8007", text, position);
  return { text, type: first!.value, args, ...part };
}

/** Without one level of backslashes; a character that had one stands where the backslash stood. */
function unquoted({ characters, places }: Placed, text: string): Placed {
  let found = "";
  const where: number[] = [];
  for (let at = 0; at < characters.length; at++) {
    where.push(places[at]!);
    if (characters[at] === "\\") at = escaped(characters, places, at, text);
    found += characters[at];
  }
  where.push(places[characters.length]!);
  return { characters: found, places: where };
}

function readArguments({ characters, places }: Placed, text: string): DescribedArgument[] {
  const found: DescribedArgument[] = [];
  let name: string | undefined;
  let value = "";
  let position = places[0]!;
  let valuePosition = position;
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    if (character === "\\") {
      at = escaped(characters, places, at, text);
      value += characters[at];
    } else if (character === ":") {
      found.push({ name, value, position, valuePosition, end: places[at]! });
      name = undefined;
      value = "";
      position = valuePosition = places[at + 1]!;
    } else if (character === "=" && name === undefined) {
      name = value;
      value = "";
      valuePosition = places[at + 1]!;
    } else value += character;
  }
  found.push({ name, value, position, valuePosition, end: places[characters.length]! });
  return found;
}

/** Which character the backslash at `at` is for. */
function escaped(characters: string, places: readonly number[], at: number, text: string): number {
  if (at + 1 < characters.length) return at + 1;
  throw new InvalidDescriptionError("a backslash with nothing after it", text, places[at]!);
}
