/**
 * Events as lines of JSON, which Twisted's `eventsFromJSONLogFile` reads too.
 *
 * Levels and failures are marked by Twisted's class UUIDs; what JSON cannot hold becomes `{"unpersistable": true}`
 * (L8). Where readers could not make the text of a placeholder from its field, the text is kept in `log_flattened`.
 */
import { flatFields } from "./flatten.ts";
import { type Placeholder, parseFormat } from "./format-string.ts";
import { failureAsJSON } from "./json-failure.ts";
import { LogLevel } from "./levels.ts";
import type { LogEvent } from "./observer.ts";

export const LEVEL_CLASS = "02e59486-f24d-46ad-8224-3acdf2a5732a";
const UNPERSISTABLE = '{"unpersistable":true}';
const unpersistable = { unpersistable: true };
/** Nesting beyond this is taken for something that was never meant to be written down. */
const MAX_DEPTH = 20;

/**
 * An observer that gives `write` one record for each event: a record separator, JSON, a newline.
 *
 * The default separator, U+001E, makes the file an RFC 7464 JSON text sequence; `""` makes it JSON lines.
 */
export function jsonFileLogObserver(
  write: (text: string) => void,
  options: { readonly recordSeparator?: string } = {},
): (event: LogEvent) => void {
  const separator = options.recordSeparator ?? "\x1e";
  return (event) => write(`${separator}${eventAsJSON(event)}\n`);
}

/** An event as JSON, on one line; never throws. Its logger is left out: its namespace is there. */
export function eventAsJSON(event: LogEvent): string {
  let text = "";
  for (const key of Object.keys(event)) {
    if (key === "log_logger" || key === "log_flattened") continue;
    const member = memberAsJSON(event, key);
    if (member !== undefined) text += `${text === "" ? "{" : ","}${jsonString(key)}:${member}`;
  }
  const flattened = flattenedAsJSON(event);
  if (flattened !== undefined) text += `${text === "" ? "{" : ","}"log_flattened":${flattened}`;
  return text === "" ? "{}" : `${text}}`;
}

/** A member of an object as JSON; `undefined` where there is nothing to write. */
export function memberAsJSON(owner: object, key: string): string | undefined {
  try {
    const value = (owner as Record<string, unknown>)[key];
    switch (typeof value) {
      case "string":
        return jsonString(value);
      case "number":
        return Number.isFinite(value) ? `${value}` : UNPERSISTABLE;
      case "boolean":
        return value ? "true" : "false";
      case "undefined":
        return undefined;
      case "object":
        if (value === null) return "null";
        if (value instanceof LogLevel) return LEVELS[value.rank]!;
        return harmless(
          JSON.stringify(key === "log_failure" ? failureAsJSON(value) : dataOf(value)),
        );
      default:
        return UNPERSISTABLE;
    }
  } catch {
    return UNPERSISTABLE;
  }
}

const LEVELS = LogLevel.all().map((level) => JSON.stringify(levelAsJSON(level)));

function levelAsJSON({ name }: LogLevel): object {
  return { name, __class_uuid__: LEVEL_CLASS };
}

// Quotes, what is escaped, and halves of surrogate pairs.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what JSON escapes
const special = /["\\\x00-\x1f\x7f-\x9f\ud800-\udfff]/;
/** JSON leaves them as they are, and terminals, which logs are shown on, obey them: U+009B begins a sequence as ESC does. */
const obeyed = /[\x7f-\x9f]/g;
/** Beyond this the engine's own is faster. */
const SHORT = 64;

/** A string as JSON: most are short, and need nothing but quotes. */
export function jsonString(text: string): string {
  return text.length > SHORT || special.test(text) ? harmless(JSON.stringify(text)) : `"${text}"`;
}

/** JSON of the engine, for terminals. */
export function harmless(json: string): string {
  return json.replace(obeyed, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}

/** What of a value is data, as `JSON.stringify` takes it. */
export function dataOf(value: unknown): unknown {
  return new Data().of(value, 0);
}

/** The text of a placeholder is there all the same. */
function dataIfAny(value: unknown): unknown {
  try {
    return dataOf(value);
  } catch {
    return unpersistable;
  }
}

class Data {
  readonly #open: object[] = [];

  of(value: unknown, depth: number): unknown {
    if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
    if (typeof value === "number") return Number.isFinite(value) ? value : unpersistable;
    if (typeof value !== "object") return unpersistable;
    if (LogLevel.isLevel(value)) return levelAsJSON(value);
    if (value instanceof Uint8Array) return oneCharacterAByte(value);
    if (depth >= MAX_DEPTH || this.#open.includes(value)) return unpersistable;
    this.#open.push(value);
    try {
      if (Array.isArray(value)) return value.map((item) => this.of(item, depth + 1));
      const toJSON = (value as { toJSON?: unknown }).toJSON;
      if (typeof toJSON === "function") return this.of(toJSON.call(value), depth + 1);
      const prototype = Object.getPrototypeOf(value);
      // An instance of a class is not data: its fields are private to it, and may lead anywhere.
      return prototype === null || Object.getPrototypeOf(prototype) === null
        ? this.#object(value, depth + 1)
        : unpersistable;
    } finally {
      this.#open.pop();
    }
  }

  #object(source: object, depth: number): Record<string, unknown> {
    // Without a prototype, because a field may be called `__proto__`.
    const result: Record<string, unknown> = Object.create(null);
    for (const key of Object.keys(source)) {
      try {
        const value = (source as Record<string, unknown>)[key];
        if (value !== undefined) result[key] = this.of(value, depth);
      } catch {
        result[key] = unpersistable;
      }
    }
    return result;
  }
}

/** As Twisted writes bytes. */
function oneCharacterAByte(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** What readers need beside the fields to have the same text; `undefined` where they need nothing. */
function flattenedAsJSON(event: LogEvent): string | undefined {
  try {
    const { log_flattened } = event;
    if (log_flattened !== undefined) return harmless(JSON.stringify(dataOf(log_flattened)));
    if (typeof event.log_format !== "string") return undefined;
    if (parseFormat(event.log_format).every((piece) => isPlain(event, piece))) return undefined;
    return harmless(JSON.stringify(flatFields(event, dataIfAny)));
  } catch {
    // The fields themselves are in the record; a reader will find the format as wrong as we did.
    return undefined;
  }
}

/** Text, or a field that every reader shows alike: a string or a whole number, as it is. */
function isPlain(event: LogEvent, piece: string | Placeholder): boolean {
  if (typeof piece === "string") return true;
  const { name, steps, spec, conversion } = piece;
  // Twisted counts in places where a name is a number.
  if (steps.length > 0 || spec !== "" || conversion !== "" || /^\d/.test(name)) return false;
  if (!Object.hasOwn(event, name)) return false;
  const value = event[name];
  return typeof value === "string" || (Number.isSafeInteger(value) && !Object.is(value, -0));
}
