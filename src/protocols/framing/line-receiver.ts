/** A protocol of lines, that can also take bytes as they are for a while (F1–F5). */
import { utf8 } from "../../bytes/index.ts";
import { LineTooLongError } from "./errors.ts";
import { FramedProtocol, INCOMPLETE } from "./framed-protocol.ts";
import type { MessageBuffer } from "./message-buffer.ts";

const NOTHING = new Uint8Array(0);

export abstract class LineReceiver extends FramedProtocol {
  /** What ends a line; CR LF at first. */
  delimiter: Uint8Array = utf8("\r\n");
  /** The longest line, without its delimiter, in bytes. */
  maxLength = 16_384;
  #lineMode = true;

  /** One line, without its delimiter. */
  abstract lineReceived(line: Uint8Array): void;

  /** Bytes that came in raw mode, cut anywhere. */
  rawDataReceived(_data: Uint8Array): void {
    throw new TypeError(`${this.constructor.name} is in raw mode and has no rawDataReceived`);
  }

  /** Lines no more: what is left, and what comes, goes to `rawDataReceived`. */
  setRawMode(): void {
    this.#lineMode = false;
  }

  /** Lines again, beginning with `extra`, the rest of some raw data that was none. */
  setLineMode(extra: Uint8Array = NOTHING): void {
    this.#lineMode = true;
    this.deliverMore(extra);
  }

  /** Take away what has come and was not delivered: `clearBuffer`, by Twisted's name. */
  clearLineBuffer(): Uint8Array {
    return this.clearBuffer();
  }

  /** Send a line and the delimiter; a string is sent as UTF-8. */
  sendLine(line: Uint8Array | string): void {
    this.transport.writeSequence([typeof line === "string" ? utf8(line) : line, this.delimiter]);
  }

  /**
   * A line is too long: given is all that has come from its beginning on, which may be several lines
   * or part of one. Closes the connection, with `LineTooLongError`, unless overridden.
   */
  lineLengthExceeded(line: Uint8Array): void {
    this.framingFailed(new LineTooLongError(this.maxLength, line.length));
  }

  protected override deliverNext(buffer: MessageBuffer): unknown {
    if (!this.#lineMode)
      return buffer.length === 0 ? INCOMPLETE : this.rawDataReceived(buffer.takeAll());
    const { delimiter, maxLength } = this;
    const end = buffer.indexOf(delimiter);
    if (end >= 0 && end <= maxLength) return this.lineReceived(buffer.take(end, delimiter.length));
    // F4: while there is no delimiter, one might still begin at the end of the longest line.
    if (end < 0 && buffer.length < maxLength + delimiter.length) return INCOMPLETE;
    return this.lineLengthExceeded(buffer.takeAll());
  }
}
