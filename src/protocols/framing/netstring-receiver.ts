/**
 * Netstrings, `5:hello,` (F7; https://cr.yp.to/proto/netstrings.txt).
 *
 * Rule: a length is one or more digits, the first of which is no zero unless it is alone; whatever else comes ends the
 * stream. Nothing behind a mistake is looked at, since nobody knows where the next message begins.
 */
import { utf8 } from "../../bytes/index.ts";
import { MessageTooLongError, NetstringParseError } from "./errors.ts";
import { FramedProtocol, INCOMPLETE } from "./framed-protocol.ts";
import type { MessageBuffer } from "./message-buffer.ts";

const ZERO = 0x30;
const COLON = 0x3a;
const COMMA = 0x2c;
const comma = Uint8Array.of(COMMA);
/** What stands in front of short strings, which are most, made once. */
const prefixes: Uint8Array[] = [];
const SHORT = 256;

export abstract class NetstringReceiver extends FramedProtocol {
  /** The longest string, in bytes. */
  maxLength = 99_999;

  /** One string, whole. */
  abstract stringReceived(string: Uint8Array): void;

  /** Send a string; text is sent as UTF-8. */
  sendString(string: Uint8Array | string): void {
    const bytes = typeof string === "string" ? utf8(string) : string;
    this.transport.writeSequence([prefixOf(bytes.length), bytes, comma]);
  }

  /**
   * A string is announced that is too long; `length` is what its digits say so far. Closes the connection, with
   * `MessageTooLongError`, unless overridden; nothing more is delivered in any case.
   */
  lengthLimitExceeded(length: number): unknown {
    return this.framingFailed(new MessageTooLongError(this.maxLength, length, "netstring"));
  }

  protected override deliverNext(buffer: MessageBuffer): unknown {
    let length = 0;
    let colon = 0;
    for (;;) {
      const byte = buffer.at(colon);
      if (byte === undefined) return INCOMPLETE;
      if (byte === COLON && colon > 0) break;
      const digit = byte - ZERO;
      if (digit < 0 || digit > 9) return this.#malformed(`${quoted(byte)} in its length`);
      if (length === 0 && colon > 0) return this.#malformed("its length begins with a zero");
      length = length * 10 + digit;
      colon += 1;
      // So there are never more digits than the limit has, and one; nor without a limit.
      if (length > this.maxLength || length > Number.MAX_SAFE_INTEGER) {
        this.readNoMore();
        return this.lengthLimitExceeded(length);
      }
    }
    const end = colon + 1 + length;
    if (buffer.length <= end) return INCOMPLETE;
    const last = buffer.at(end)!;
    if (last !== COMMA) return this.#malformed(`${quoted(last)} where its comma should be`);
    buffer.skip(colon + 1);
    return this.stringReceived(buffer.take(length, 1));
  }

  #malformed(what: string): unknown {
    this.readNoMore();
    return this.framingFailed(new NetstringParseError(`no netstring: ${what}`));
  }
}

function quoted(byte: number): string {
  return byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `the byte ${byte}`;
}

function prefixOf(length: number): Uint8Array {
  if (length >= SHORT) return utf8(`${length}:`);
  let prefix = prefixes[length];
  if (prefix === undefined) {
    prefix = utf8(`${length}:`);
    prefixes[length] = prefix;
  }
  return prefix;
}
