/**
 * Events out of what `jsonFileLogObserver` wrote, ours or Twisted's.
 *
 * Two rules. A record that is truncated or corrupt costs itself alone: it is logged, and skipped. A record that does
 * not end is given up at a limit, so that memory is bounded whatever the file is.
 */

import { LEVEL_CLASS } from "./json.ts";
import { FAILURE_CLASS, failureFromJSON } from "./json-failure.ts";
import { LogLevel } from "./levels.ts";
import { Logger } from "./logger.ts";
import type { LogEvent } from "./observer.ts";

export interface JSONLogReaderOptions {
  /** What stands before each record: `"\x1e"`, or `""` for lines; where this is left out, the first character tells. */
  readonly recordSeparator?: string;
  /** The longest record that is read, in bytes; 16 MiB where this is left out. */
  readonly maxRecordLength?: number;
  /** Told of what is skipped; one of the namespace `torsion.logger` where this is left out. */
  readonly log?: Logger;
}

/**
 * The event that one line of JSON holds, without its record separator: with its level a level, its failure a failure.
 * Python writes numbers that JSON does not have; of these `NaN` is null.
 *
 * @throws {SyntaxError} for what is no JSON, {TypeError} for JSON that is no object.
 */
export function eventFromJSON(text: string): LogEvent {
  const event: unknown = parsed(text);
  if (typeof event !== "object" || event === null || Array.isArray(event))
    throw new TypeError("a log event is a JSON object");
  // A reviver would cost several times as much, and most records have no object but their level.
  return restored(event) as LogEvent;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const standard = text.replace(PYTHON, (piece) => STANDARD[piece] ?? piece);
    if (standard === text) throw error;
    return JSON.parse(standard);
  }
}

/** Strings too, so that what they say is left alone. */
const PYTHON = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g;
// Too large for a number, which is what Infinity is.
const STANDARD: { readonly [piece: string]: string } = {
  NaN: "null",
  Infinity: "1e999",
  "-Infinity": "-1e999",
};

/** JSON nests no deeper than its parser allows; neither does this. */
function restored(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const record = value as Record<string, unknown>;
  for (const key of Object.keys(record)) {
    const member = record[key];
    if (typeof member !== "object" || member === null) continue;
    const now = restored(member);
    if (now === undefined) delete record[key];
    else if (now !== member) Object.defineProperty(record, key, { value: now, ...DATA_PROPERTY });
  }
  const marked = record.__class_uuid__;
  if (typeof marked !== "string" || Array.isArray(value)) return value;
  if (marked.toLowerCase() === LEVEL_CLASS) return levelNamed(record.name);
  return marked.toLowerCase() === FAILURE_CLASS ? failureFromJSON(record) : value;
}

/** To assign to `__proto__` would not set a member. */
const DATA_PROPERTY = { writable: true, enumerable: true, configurable: true };

/** As in Twisted, a level that we do not know is none. */
function levelNamed(name: unknown): LogLevel | undefined {
  return LogLevel.all().find((level) => level.name === name);
}

const RS = 0x1e;
const NEWLINE = 0x0a;
const MAX_RECORD = 16 * 1024 * 1024;

/** Takes a log file piece by piece, cut anywhere, and gives the events that are complete. */
export class JSONLogReader {
  readonly #log: Logger;
  readonly #max: number;
  /** The byte between records, once that is known. */
  #separator: number | null;
  /** The record that has begun. */
  #pieces: Uint8Array[] = [];
  #length = 0;
  /** It is longer than allowed: the rest of it is skipped. */
  #skipping = false;
  /** The first half of a surrogate pair that was cut in two. */
  #half = "";

  constructor(options: JSONLogReaderOptions = {}) {
    const { recordSeparator, maxRecordLength = MAX_RECORD, log } = options;
    if (recordSeparator !== undefined && recordSeparator.length > 1)
      throw new RangeError(`a record separator is one character: ${recordSeparator}`);
    const code = recordSeparator === "" ? NEWLINE : recordSeparator?.charCodeAt(0);
    if (code !== undefined && code > 0x7f)
      throw new RangeError(`a record separator is an ASCII character: ${recordSeparator}`);
    this.#separator = code ?? null;
    this.#max = maxRecordLength;
    this.#log = log ?? new Logger({ namespace: "torsion.logger" });
  }

  /** The events that end in this piece. */
  feed(data: Uint8Array | string): LogEvent[] {
    const bytes = typeof data === "string" ? this.#encode(data) : data;
    if (bytes.length === 0) return [];
    this.#separator ??= bytes[0] === RS ? RS : NEWLINE;
    const events: LogEvent[] = [];
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(this.#separator, start);
      this.#add(bytes.subarray(start, end < 0 ? bytes.length : end));
      if (end < 0) return events;
      this.#end(events);
      start = end + 1;
    }
  }

  /** The file has ended: the event of a last record, if there is one. */
  end(): LogEvent[] {
    const events = this.#half === "" ? [] : this.feed(new TextEncoder().encode(this.#half));
    this.#half = "";
    this.#end(events);
    return events;
  }

  #encode(text: string): Uint8Array {
    const whole = this.#half + text;
    const cut = /[\ud800-\udbff]$/.test(whole) ? whole.length - 1 : whole.length;
    this.#half = whole.slice(cut);
    return new TextEncoder().encode(whole.slice(0, cut));
  }

  #add(piece: Uint8Array): void {
    if (this.#skipping || piece.length === 0) return;
    this.#length += piece.length;
    if (this.#length <= this.#max) {
      // The caller may use its buffer again.
      this.#pieces.push(piece.slice());
      return;
    }
    this.#skipping = true;
    this.#pieces = [];
    this.#log.error("Unable to read JSON record of more than {max} bytes", { max: this.#max });
  }

  /** The record is complete. */
  #end(events: LogEvent[]): void {
    const record = joined(this.#pieces, this.#length);
    const skipped = this.#skipping;
    this.#pieces = [];
    this.#length = 0;
    this.#skipping = false;
    if (skipped || record.length === 0) return;
    if (this.#separator !== NEWLINE && record.at(-1) !== NEWLINE)
      this.#log.error("Unable to read truncated JSON record: {record!r}", { record });
    else this.#read(record, events);
  }

  #read(record: Uint8Array, events: LogEvent[]): void {
    let text: string;
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(record);
    } catch {
      this.#log.error("Unable to decode UTF-8 for JSON record: {record!r}", { record });
      return;
    }
    try {
      events.push(eventFromJSON(text));
    } catch {
      this.#log.error("Unable to read JSON record: {record!r}", { record });
    }
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(pieces.length === 0 ? 0 : length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

type Piece = Uint8Array | string;

/**
 * The events of a log file, in order, read as they are asked for: of its content, or of its pieces as they come.
 *
 * For a stream, or anything else that gives its pieces later, they come later too: `for await (const event of …)`.
 */
export function eventsFromJSONLogFile(
  file: Piece | Iterable<Piece>,
  options?: JSONLogReaderOptions,
): IterableIterator<LogEvent>;
export function eventsFromJSONLogFile(
  file: AsyncIterable<Piece>,
  options?: JSONLogReaderOptions,
): AsyncIterableIterator<LogEvent>;
export function eventsFromJSONLogFile(
  file: Piece | Iterable<Piece> | AsyncIterable<Piece>,
  options: JSONLogReaderOptions = {},
): IterableIterator<LogEvent> | AsyncIterableIterator<LogEvent> {
  const reader = new JSONLogReader(options);
  if (typeof file === "string" || file instanceof Uint8Array) return eventsOf(reader, [file]);
  return Symbol.asyncIterator in file ? laterEventsOf(reader, file) : eventsOf(reader, file);
}

function* eventsOf(reader: JSONLogReader, pieces: Iterable<Piece>): Generator<LogEvent> {
  for (const piece of pieces) yield* reader.feed(piece);
  yield* reader.end();
}

async function* laterEventsOf(
  reader: JSONLogReader,
  pieces: AsyncIterable<Piece>,
): AsyncGenerator<LogEvent> {
  for await (const piece of pieces) yield* reader.feed(piece);
  yield* reader.end();
}
