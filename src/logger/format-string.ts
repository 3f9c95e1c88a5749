/**
 * Format strings: text with placeholders, `"{user.name!r} sent {length():>5} bytes {items[0]}"`.
 *
 * Python's `str.format` with names only, and `()` behind a name, which calls it. A layout may have placeholders
 * of its own: `"{text:>{width}}"`.
 */
import { LogFormatError } from "./errors.ts";
import { applySpec } from "./format-spec.ts";
import { plain, repr } from "./repr.ts";

export interface Placeholder {
  /** As written, `"items[0].name()"`. */
  readonly field: string;
  /** The name of the event's field, and what to do with its value, step by step. */
  readonly name: string;
  readonly steps: readonly Step[];
  readonly conversion: "" | "r" | "s" | "a";
  readonly spec: string;
  /** The pieces of a `spec` that has placeholders. */
  readonly specPieces: readonly (string | Placeholder)[] | null;
}

/** Call it, or get the property or the item of that name. */
type Step = { readonly call: true } | { readonly call: false; readonly key: string };

const placeholder =
  /^(?<field>(?:[^!:[\]{}]|\[[^\]]*\])*)(?:!(?<conversion>[rsa]))?(?::(?<spec>.*))?$/su;
const start = /^[^.[(]+/u;
const step = /\.(?<property>[^.[(]+)|\[(?<item>[^\]]+)\]|\(\)/uy;

/** Programs have a few hundred formats; a program that makes them up as it goes must not leak. */
const CACHED = 1000;
/** A longer one is data that was taken for a format, and is not kept: all of them together take a few megabytes at most. */
const LONGEST_CACHED = 1000;
const cache = new Map<string, readonly (string | Placeholder)[]>();

/**
 * The pieces of a format, literal text and placeholders, in order.
 *
 * @throws {LogFormatError} when it is malformed.
 */
export function parseFormat(format: string): readonly (string | Placeholder)[] {
  const known = cache.get(format);
  if (known !== undefined) return known;
  const pieces = parse(format);
  if (format.length > LONGEST_CACHED) return pieces;
  if (cache.size >= CACHED) cache.clear();
  cache.set(format, pieces);
  return pieces;
}

function parse(format: string): (string | Placeholder)[] {
  const pieces: (string | Placeholder)[] = [];
  let literal = "";
  for (let at = 0; at < format.length; ) {
    const char = format[at]!;
    if ((char === "{" || char === "}") && format[at + 1] === char) {
      literal += char;
      at += 2;
    } else if (char === "{") {
      const end = endOfPlaceholder(format, at);
      if (end < 0) throw new LogFormatError(`'{' at ${at} is not closed`);
      if (literal !== "") pieces.push(literal);
      literal = "";
      pieces.push(parsePlaceholder(format.slice(at + 1, end)));
      at = end + 1;
    } else if (char === "}") throw new LogFormatError(`'}' at ${at} closes nothing`);
    else {
      literal += char;
      at++;
    }
  }
  if (literal !== "") pieces.push(literal);
  return pieces;
}

/** Braces in a layout nest; in an `[item]` they mean nothing. */
function endOfPlaceholder(format: string, start: number): number {
  let open = 0;
  for (let at = start; at < format.length; at++) {
    const char = format[at];
    if (char === "[") {
      const bracket = format.indexOf("]", at);
      if (bracket < 0) return -1;
      at = bracket;
    } else if (char === "{") open += 1;
    else if (char === "}") {
      open -= 1;
      if (open === 0) return at;
    }
  }
  return -1;
}

function parsePlaceholder(source: string): Placeholder {
  const malformed = (): LogFormatError => new LogFormatError(`malformed placeholder {${source}}`);
  const groups = placeholder.exec(source)?.groups;
  const field = groups?.field ?? "";
  const name = start.exec(field)?.[0];
  if (groups === undefined || name === undefined) throw malformed();
  const steps: Step[] = [];
  for (step.lastIndex = name.length; step.lastIndex < field.length; ) {
    const found = step.exec(field);
    if (found === null) throw malformed();
    const key = found.groups?.property ?? found.groups?.item;
    steps.push(key === undefined ? { call: true } : { call: false, key });
  }
  const conversion = (groups.conversion ?? "") as Placeholder["conversion"];
  const spec = groups.spec ?? "";
  const specPieces = /[{}]/.test(spec) ? parse(spec) : null;
  // As in Python, whose layouts nest once.
  if (specPieces?.some((piece) => typeof piece !== "string" && piece.specPieces)) throw malformed();
  return { field, name, steps, conversion, spec, specPieces };
}

/**
 * The value a placeholder stands for.
 *
 * @throws {LogFormatError} when a field or property does not exist; and whatever a call throws.
 */
export function resolve(fields: object, { field, name, steps }: Placeholder): unknown {
  if (!Object.hasOwn(fields, name)) throw new LogFormatError(`no field ${name}`);
  let owner: unknown;
  let value = (fields as Record<string, unknown>)[name];
  for (const step of steps) {
    const before: unknown = value;
    if (step.call) {
      if (typeof value !== "function") throw new LogFormatError(`{${field}} calls no function`);
      value = value.call(owner);
    } else value = get(value, step.key, field);
    owner = before;
  }
  return value;
}

function get(value: unknown, key: string, field: string): unknown {
  if (value instanceof Map && value.has(key)) return value.get(key);
  if (value === undefined || value === null || !(key in Object(value)))
    throw new LogFormatError(`{${field}}: there is no ${key}`);
  return (value as Record<string, unknown>)[key];
}

/** The value of a placeholder as text, converted and laid out. */
export function textOf(
  fields: object,
  placeholder: Placeholder,
  value: unknown = resolve(fields, placeholder),
): string {
  const { conversion, specPieces } = placeholder;
  const spec = specPieces === null ? placeholder.spec : fill(specPieces, fields);
  return applySpec(conversion === "" ? value : convert(value, conversion), spec);
}

/** As `!s`, `!r` and `!a` do: plain, unambiguous, unambiguous in ASCII. */
function convert(value: unknown, conversion: Placeholder["conversion"]): string {
  if (conversion === "r") return repr(value);
  if (conversion !== "a") return plain(value);
  return repr(value).replace(/[^\0-\x7f]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

function fill(pieces: readonly (string | Placeholder)[], fields: object): string {
  let text = "";
  for (const piece of pieces) text += typeof piece === "string" ? piece : textOf(fields, piece);
  return text;
}

/**
 * The format with its placeholders filled in from `fields`.
 *
 * @throws {LogFormatError} and whatever a called field throws; `formatEvent` is the one that never does.
 */
export function formatWithCall(format: string, fields: object): string {
  return fill(parseFormat(format), fields);
}
