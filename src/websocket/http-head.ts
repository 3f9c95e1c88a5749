/**
 * The head of an HTTP/1.1 message, as bytes come: all that the upgrade to WebSockets needs of HTTP.
 *
 * Rules: no more than the limit is ever kept, and what is not exactly as RFC 9112 has it, by which proxies and servers
 * come to differ on what was said, is refused.
 */
import { ByteQueue, text, utf8 } from "../bytes/index.ts";

/** As Node's own limit. */
export const MOST_HEAD_BYTES = 16_384;

export interface HTTPHead {
  readonly startLine: string;
  /** By name in lower case; several of one name as one, with commas between. */
  readonly headers: ReadonlyMap<string, string>;
}

/** What came is no head, or too long. */
export class HeadError extends Error {
  override name = "HeadError";
  readonly tooLong: boolean;
  constructor(message: string, tooLong = false) {
    super(message);
    this.tooLong = tooLong;
  }
}

const END: Uint8Array = utf8("\r\n\r\n");
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Of a value: no control characters but the tab. */
const VALUE = /^[\t\x20-\x7e\x80-\uffff]*$/;
/** To say them twice is to say nothing. */
const SINGLE = new Set(["host", "content-length", "sec-websocket-key", "sec-websocket-version"]);

export class HeadReader {
  readonly #bytes = new ByteQueue();
  readonly #limit: number;

  constructor(limit: number = MOST_HEAD_BYTES) {
    this.#limit = limit;
  }

  /** The head, and the bytes behind it, once it is whole; `null` before. Throws `HeadError`. */
  push(bytes: Uint8Array): { readonly head: HTTPHead; readonly rest: Uint8Array } | null {
    this.#bytes.append(bytes);
    const at = this.#bytes.indexOf(END);
    if (at < 0 ? this.#bytes.length > this.#limit : at > this.#limit)
      throw new HeadError(`the head has more than ${this.#limit} bytes`, true);
    if (at < 0) return null;
    const head = parseHead(text(this.#bytes.take(at)));
    this.#bytes.skip(END.length);
    return { head, rest: this.#bytes.takeAll() };
  }
}

function parseHead(head: string): HTTPHead {
  const [startLine = "", ...lines] = head.split("\r\n");
  if (!VALUE.test(startLine)) throw new HeadError("control characters in the first line");
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    const value = line.slice(colon + 1);
    if (!isHeader(name, value))
      throw new HeadError(`no header: ${JSON.stringify(line.slice(0, 80))}`);
    const before = headers.get(name);
    if (before !== undefined && SINGLE.has(name)) throw new HeadError(`two headers ${name}`);
    const trimmed = trim(value);
    headers.set(name, before === undefined ? trimmed : `${before}, ${trimmed}`);
  }
  return { startLine, headers };
}

/** Without the white space of HTTP around it. No expression does that: one looks at each space for all behind it. */
function trim(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isSpace(value.charCodeAt(start))) start += 1;
  while (end > start && isSpace(value.charCodeAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Can this be said in a head? */
export function isHeader(name: string, value: string): boolean {
  return TOKEN.test(name) && VALUE.test(value);
}

/** The things that a header lists. */
export function listed(head: HTTPHead, name: string): string[] {
  const value = head.headers.get(name) ?? "";
  return value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
