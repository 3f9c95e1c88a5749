/**
 * Finds the header at the beginning of a stream of bytes, which may come in pieces of any size (F13). It does no I/O.
 *
 * Rule: what can be no header is refused with the first byte that shows it, and what is kept has a limit.
 */
import { ByteQueue, equals, utf8 } from "../../bytes/index.ts";
import { InvalidProxyHeader, ProxyHeaderTooLongError } from "./errors.ts";
import type { ProxyInfo } from "./proxy-info.ts";
import { LONGEST_LINE, parseProxyV1 } from "./version-1.ts";
import { lengthOfVersion2, parseProxyV2, SIGNATURE } from "./version-2.ts";

const LINE_START = utf8("PROXY ");
const LF = utf8("\n");
const CR = 0x0d;

export interface ProxyHeaderParserOptions {
  /** Of a header of version 2, with all that it has; 4,096 by default. The protocol would allow 65,551. */
  readonly maxLength?: number;
}

export class ProxyHeaderParser {
  readonly #maxLength: number;
  readonly #waiting = new ByteQueue();
  #parse: (() => ProxyInfo | null) | null = null;

  constructor({ maxLength = 4096 }: ProxyHeaderParserOptions = {}) {
    this.#maxLength = maxLength;
  }

  /**
   * More bytes. When they complete the header: what it says, and what came after it, which is no part of it. Throws
   * `InvalidProxyHeader`. Of no use after either.
   */
  feed(data: Uint8Array): { readonly info: ProxyInfo; readonly rest: Uint8Array } | null {
    this.#waiting.append(data);
    this.#parse ??= this.#recognise();
    const info = this.#parse?.() ?? null;
    return info && { info, rest: this.#waiting.takeAll() };
  }

  #recognise(): (() => ProxyInfo | null) | null {
    const start = this.#waiting.peek(Math.min(this.#waiting.length, SIGNATURE.length));
    if (begins(start, SIGNATURE))
      return start.length < SIGNATURE.length ? null : () => this.#version2();
    if (begins(start, LINE_START))
      return start.length < LINE_START.length ? null : () => this.#version1();
    const shown = JSON.stringify(String.fromCharCode(...start));
    throw new InvalidProxyHeader(`no header begins with ${shown}`);
  }

  #version1(): ProxyInfo | null {
    const end = this.#waiting.indexOf(LF);
    if (end + 1 > LONGEST_LINE || (end < 0 && this.#waiting.length >= LONGEST_LINE))
      throw new ProxyHeaderTooLongError("a header of version 1 that does not end", LONGEST_LINE);
    if (end < 0) return null;
    const line = this.#waiting.take(end + 1);
    if (line[end - 1] !== CR) throw new InvalidProxyHeader("a line that ends without a CR");
    return parseProxyV1(line.subarray(0, end - 1));
  }

  #version2(): ProxyInfo | null {
    const start = this.#waiting.peek(Math.min(this.#waiting.length, SIGNATURE.length + 4));
    const length = lengthOfVersion2(start);
    if (length === null) return null;
    if (length > this.#maxLength)
      throw new ProxyHeaderTooLongError(`a header of ${length} bytes`, this.#maxLength);
    return this.#waiting.length < length ? null : parseProxyV2(this.#waiting.take(length));
  }
}

/** Is `start` how `whole` begins, or the other way round? */
function begins(start: Uint8Array, whole: Uint8Array): boolean {
  const length = Math.min(start.length, whole.length);
  return equals(start.subarray(0, length), whole.subarray(0, length));
}
