/**
 * The notation of descriptions: `type:argument:argument:name=value`.
 *
 * A backslash takes away what the next character would mean. In a value, `=` means nothing. This
 * file knows no types: what they are and take is in `parsers`.
 */
import { InvalidDescriptionError } from "./errors.ts";

export interface DescribedArgument {
  /** Undefined: an argument that says by its place what it is. */
  readonly name: string | undefined;
  /** Without its backslashes. */
  readonly value: string;
  /** Where it begins in the text, its name included. */
  readonly position: number;
  /** Where its value begins. */
  readonly valuePosition: number;
}

export interface Description {
  readonly text: string;
  readonly type: string;
  /** In the order of the text. */
  readonly args: readonly DescribedArgument[];
}

/** Take a description apart. Throws `InvalidDescriptionError`. */
export function parseDescription(text: string): Description {
  const [first, ...args] = readArguments(text);
  if (first!.name !== undefined || first!.value === "")
    throw new InvalidDescriptionError("it begins with the type, as in tcp:8007", text, 0);
  return { text, type: first!.value, args };
}

/** `argument` with backslashes, so that it is one argument, as it is, of a description. */
export function quoteStringArgument(argument: string): string {
  return argument.replace(/[\\:=]/g, "\\$&");
}

function readArguments(text: string): DescribedArgument[] {
  const found: DescribedArgument[] = [];
  let name: string | undefined;
  let value = "";
  let position = 0;
  let valuePosition = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === "\\") {
      at += 1;
      if (at === text.length)
        throw new InvalidDescriptionError("a backslash with nothing after it", text, at - 1);
      value += text[at];
    } else if (character === ":") {
      found.push({ name, value, position, valuePosition });
      name = undefined;
      value = "";
      position = valuePosition = at + 1;
    } else if (character === "=" && name === undefined) {
      name = value;
      value = "";
      valuePosition = at + 1;
    } else value += character;
  }
  found.push({ name, value, position, valuePosition });
  return found;
}
