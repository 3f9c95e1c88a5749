/**
 * Messages with their length in front, whatever that looks like: see `fixedPrefix` and `varintPrefix`.
 *
 * Rule: a length is judged as soon as it is there. Nothing is reserved for a message that was announced.
 */
import { utf8 } from "../../bytes/index.ts";
import { FramingError, MessageTooLongError, StringTooLongError } from "./errors.ts";
import { FramedProtocol, INCOMPLETE } from "./framed-protocol.ts";
import type { FoundPrefix, LengthPrefix } from "./length-prefix.ts";
import type { MessageBuffer } from "./message-buffer.ts";

const NOTHING = new Uint8Array(0);

export abstract class LengthPrefixedReceiver extends FramedProtocol {
  /** What stands in front of each message. */
  abstract readonly prefix: LengthPrefix;
  /** The longest message, without its prefix, in bytes. */
  maxLength = 99_999;
  readonly #found: FoundPrefix = { start: 0, length: 0 };

  /** One message, whole; `header` are the bytes in front of its length, where the prefix has an `offset`. */
  abstract stringReceived(string: Uint8Array, header: Uint8Array): void;

  /**
   * Send a message; text is sent as UTF-8. `header` goes in front of its length, where the prefix has an `offset`.
   *
   * @throws {StringTooLongError} when the prefix cannot say how long it is. The peer may allow less.
   */
  sendString(string: Uint8Array | string, header: Uint8Array = NOTHING): void {
    const bytes = typeof string === "string" ? utf8(string) : string;
    const { longest, offset } = this.prefix;
    if (bytes.length > longest) throw new StringTooLongError(longest, bytes.length);
    if (header.length !== offset)
      throw new RangeError(`${header.length} bytes in front of a length that has ${offset} there`);
    this.transport.writeSequence([header, this.prefix.write(bytes.length), bytes]);
  }

  /**
   * A message is announced that is too long. Closes the connection, with `MessageTooLongError`, unless overridden;
   * nothing more is delivered in any case.
   */
  lengthLimitExceeded(length: number): void {
    this.framingFailed(new MessageTooLongError(this.maxLength, length));
  }

  protected override deliverNext(buffer: MessageBuffer): unknown {
    const { prefix, maxLength } = this;
    const found = this.#found;
    try {
      if (!prefix.read(buffer, found, maxLength)) return INCOMPLETE;
    } catch (thrown) {
      if (!(thrown instanceof FramingError)) throw thrown;
      this.readNoMore();
      return this.framingFailed(thrown);
    }
    const { start, length } = found;
    if (length > maxLength) {
      this.readNoMore();
      return this.lengthLimitExceeded(length);
    }
    if (buffer.length < start + length) return INCOMPLETE;
    const header = buffer.take(prefix.offset, start - prefix.offset);
    return this.stringReceived(buffer.take(length), header);
  }
}
