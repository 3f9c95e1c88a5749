/**
 * A JSON value a line (https://jsonlines.org, RFC 8259).
 *
 * Rules: UTF-8 without mistakes and without a byte order mark; nesting is counted before anything is parsed. Lines
 * with nothing in them are passed over, as those who keep connections alive send them.
 */
import { utf8 } from "../../bytes/index.ts";
import { JSONLineError } from "./errors.ts";
import { LineOnlyReceiver } from "./line-only-receiver.ts";

const NEWLINE: Uint8Array = utf8("\n");
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Up to this length. */
const SHORT = 32;
/** In one turn are read so many lines, the shortest of which are two bytes; one that is no JSON takes as long as … */
const LINES_AT_ONCE = 4096;
/** … so many that are. */
const INVALID_LINE = 64;
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export abstract class JSONLinesReceiver extends LineOnlyReceiver {
  /** What ends a line: LF. A CR in front of that is white space to JSON. */
  override delimiter: Uint8Array = NEWLINE;
  /** The longest line, without its end, in bytes. */
  override maxLength = 65_536;
  /** How deep arrays and objects may be nested. */
  maxDepth = 100;
  /** Lines that were read in this turn. */
  #read = 0;

  /** One value, of any type. */
  abstract jsonReceived(value: unknown): void;

  /**
   * Send a value.
   *
   * @throws {TypeError} for what JSON has no text for: `undefined`, a function, a circle, a bigint.
   */
  sendJSON(value: unknown): void {
    const json: string | undefined = JSON.stringify(value);
    if (json === undefined) throw new TypeError(`JSON has no text for ${typeof value}`);
    this.sendLine(json);
  }

  /** A line is no JSON. Closes the connection unless overridden; if it stays open, the next one is delivered. */
  invalidLineReceived(error: JSONLineError): unknown {
    return this.framingFailed(error);
  }

  override dataReceived(data: Uint8Array): void {
    this.#read = 0;
    super.dataReceived(data);
  }

  override lineReceived(line: Uint8Array): unknown {
    this.#count(1);
    if (line.length === 0 || (line.length === 1 && line[0] === CARRIAGE_RETURN)) return undefined;
    if (line.length > this.maxDepth && depthOf(line) > this.maxDepth)
      return this.#invalid(`nested more than ${this.maxDepth} deep`, line);
    let value: unknown;
    try {
      value = JSON.parse(decoded(line));
    } catch (cause) {
      const what = cause instanceof SyntaxError ? "no JSON" : "no UTF-8";
      return this.#invalid(what, line, { cause });
    }
    return this.jsonReceived(value);
  }

  /** The rest of what has come waits for the next turn when there were enough of them. */
  #count(lines: number): void {
    this.#read += lines;
    if (this.#read >= LINES_AT_ONCE) this.restInNextTurn();
  }

  #invalid(what: string, line: Uint8Array, options?: ErrorOptions): unknown {
    this.#count(INVALID_LINE);
    return this.invalidLineReceived(
      new JSONLineError(`a line of ${line.length} bytes is ${what}`, line, options),
    );
  }
}

/** Strictly; most lines are short, and a loop has decoded those before a decoder has begun. */
function decoded(line: Uint8Array): string {
  if (line.length > SHORT) return strict.decode(line);
  let result = "";
  for (let i = 0; i < line.length; i++) {
    const byte = line[i]!;
    if (byte > 0x7f) return strict.decode(line);
    result += String.fromCharCode(byte);
  }
  return result;
}

/** How deep brackets are nested, those in strings apart. */
function depthOf(line: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < line.length; i++) {
    const byte = line[i]!;
    if (byte === QUOTE) inString = !inString;
    else if (inString) {
      if (byte === BACKSLASH) i += 1;
    } else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return deepest;
}
