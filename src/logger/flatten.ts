/**
 * Events that have been flattened: the text and the value of each placeholder, kept in the event itself.
 *
 * What is written to a file, or to another process, then still formats as it did where it happened (L8). The keys are
 * Twisted's, so that both read what the other has written; `{a.b!r:>10}` has its text under `"a.b!r:>10"`, its value
 * under `"a.b!:>10"`.
 */
import { LogFormatError } from "./errors.ts";
import { type Placeholder, parseFormat, resolve, textOf } from "./format-string.ts";
import type { LogEvent } from "./observer.ts";
import { plain } from "./repr.ts";

/** What an event has as `log_flattened`. */
export type Flattened = { readonly [key: string]: unknown };

/** Makes the keys of one format, in the order of its placeholders: the second of the same name ends in `/2`. */
export class KeyFlattener {
  readonly #seen = new Map<string, number>();

  flatKey(field: string, spec: string, conversion: string): string {
    const key = `${field}!${conversion}:${spec}`;
    const count = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, count);
    return count === 1 ? key : `${key}/${count}`;
  }
}

/**
 * The event with its placeholders resolved, in `log_flattened`; one without placeholders, or that is flattened, as it is.
 *
 * @throws {LogFormatError} where its format is malformed or names what is not there, and whatever a called field throws.
 */
export function flattenEvent(event: LogEvent): LogEvent {
  if (event.log_flattened !== undefined) return event;
  const log_flattened = flatFields(event, (value) => value);
  return log_flattened === null ? event : { ...event, log_flattened };
}

/** The content of `log_flattened`, with its values as `keep` gives them; `null` without any placeholder. */
export function flatFields(
  event: LogEvent,
  keep: (value: unknown) => unknown,
): Record<string, unknown> | null {
  if (typeof event.log_format !== "string") return null;
  // A field may be called `__proto__`.
  const fields: Record<string, unknown> = Object.create(null);
  const keys = new KeyFlattener();
  let any = false;
  for (const piece of parseFormat(event.log_format)) {
    if (typeof piece === "string") continue;
    const { field, spec } = piece;
    // Calls are made once, and the value is what the text is made of.
    const value = resolve(event, piece);
    fields[keys.flatKey(field, spec, textKind(piece))] = textOf(event, piece, value);
    fields[keys.flatKey(field, spec, "")] = keep(value);
    any = true;
  }
  return any ? fields : null;
}

/** Twisted writes all that is not `!r` as `!s`. */
const textKind = ({ conversion }: Placeholder): "r" | "s" => (conversion === "r" ? "r" : "s");

/**
 * The text of a flattened event.
 *
 * @throws {LogFormatError} when a placeholder is missing from it.
 */
export function flatFormat(format: string, flattened: Flattened): string {
  const keys = new KeyFlattener();
  let text = "";
  for (const piece of parseFormat(format)) {
    if (typeof piece === "string") text += piece;
    else {
      const key = keys.flatKey(piece.field, piece.spec, textKind(piece));
      if (!Object.hasOwn(flattened, key)) throw new LogFormatError(`no ${key} in log_flattened`);
      text += plain(flattened[key]);
    }
  }
  return text;
}

/**
 * What a placeholder stands for, `"customer.name"` or `"basket[0]!r"`: the value, or its text where it has a conversion.
 *
 * Of an event that has been read from a file this finds what its format names, and fields that are data.
 *
 * @throws {LogFormatError} where there is no such thing.
 */
export function extractField(field: string, event: LogEvent): unknown {
  const pieces = parseFormat(`{${field}}`);
  const [piece] = pieces;
  if (pieces.length !== 1 || typeof piece !== "object")
    throw new LogFormatError(`not a field: ${field}`);
  const flattened = event.log_flattened;
  const conversion = piece.conversion === "" ? "" : textKind(piece);
  const key = new KeyFlattener().flatKey(piece.field, piece.spec, conversion);
  if (flattened !== undefined && Object.hasOwn(flattened, key)) return flattened[key];
  return conversion === "" ? resolve(event, piece) : textOf(event, piece);
}
