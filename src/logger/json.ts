/**
 * Events as lines of JSON, which Twisted's `eventsFromJSONLogFile` reads too.
 *
 * Levels and failures are marked by Twisted's class UUIDs; what JSON cannot hold becomes
 * `{"unpersistable": true}`, and the text of every placeholder is kept beside it in `log_flattened`.
 */
import { type FailureLike, messageOf, tracebackOf } from "./failure.ts";
import { parseFormat, resolve } from "./format-string.ts";
import { LogLevel } from "./levels.ts";
import type { LogEvent } from "./observer.ts";
import { plain, repr } from "./repr.ts";

const LEVEL_CLASS = "02e59486-f24d-46ad-8224-3acdf2a5732a";
const FAILURE_CLASS = "e76887e2-20ed-49bf-a8f8-ba25cc586f2d";
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

/** An event as JSON, on one line; never throws. */
export function eventAsJSON(event: LogEvent): string {
  const record = new JSONRecord().object(event, 0);
  const flattened = flatten(event);
  if (flattened !== undefined) record.log_flattened = flattened;
  return JSON.stringify(record);
}

class JSONRecord {
  readonly #open: object[] = [];

  object(source: object, depth: number): Record<string, unknown> {
    // Without a prototype, because a field may be called `__proto__`.
    const result: Record<string, unknown> = Object.create(null);
    for (const key of Object.keys(source)) {
      try {
        const value = (source as Record<string, unknown>)[key];
        if (value === undefined) continue;
        result[key] = key === "log_failure" ? failureAsJSON(value) : this.#value(value, depth);
      } catch {
        result[key] = unpersistable;
      }
    }
    return result;
  }

  #value(value: unknown, depth: number): unknown {
    if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
    if (typeof value === "number") return Number.isFinite(value) ? value : unpersistable;
    if (typeof value !== "object") return unpersistable;
    if (LogLevel.isLevel(value)) return { name: value.name, __class_uuid__: LEVEL_CLASS };
    if (value instanceof Uint8Array) return oneCharacterAByte(value);
    if (depth >= MAX_DEPTH || this.#open.includes(value)) return unpersistable;
    this.#open.push(value);
    try {
      if (Array.isArray(value)) return value.map((item) => this.#value(item, depth + 1));
      const toJSON = (value as { toJSON?: unknown }).toJSON;
      if (typeof toJSON === "function") return this.#value(toJSON.call(value), depth + 1);
      const prototype = Object.getPrototypeOf(value);
      // An instance of a class is not data: its fields are private to it, and may lead anywhere.
      return prototype === null || Object.getPrototypeOf(prototype) === null
        ? this.object(value, depth + 1)
        : unpersistable;
    } finally {
      this.#open.pop();
    }
  }
}

/** As Twisted writes bytes. */
function oneCharacterAByte(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** The attributes by which Python makes a `Failure` again, and the traceback as text. */
function failureAsJSON(thing: unknown): object {
  const failure = thing as FailureLike;
  const error = failure.value;
  const name = error instanceof Error ? error.name : typeof error;
  return {
    type: { __module__: "torsion", __name__: name },
    value: error instanceof Error ? error.message : messageOf(error),
    traceback: tracebackOf(failure),
    parents: [name],
    frames: [],
    stack: [],
    pickled: 1,
    __class_uuid__: FAILURE_CLASS,
  };
}

/** The text of each placeholder, under the key by which Twisted's `flatFormat` looks for it. */
function flatten(event: LogEvent): Record<string, string> | undefined {
  try {
    if (typeof event.log_format !== "string") return undefined;
    const fields: Record<string, string> = Object.create(null);
    const seen = new Map<string, number>();
    for (const piece of parseFormat(event.log_format)) {
      if (typeof piece === "string") continue;
      const conversion = piece.conversion === "r" ? "r" : "s";
      const key = `${piece.field}!${conversion}:${piece.spec}`;
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      const value = resolve(event, piece);
      fields[count === 1 ? key : `${key}/${count}`] =
        conversion === "r" ? repr(value) : plain(value);
    }
    return seen.size > 0 ? fields : undefined;
  } catch {
    // The fields themselves are in the record; a reader will find the format as wrong as we did.
    return undefined;
  }
}
