/** A protocol of lines and nothing but lines (F6). For bytes between lines, see `LineReceiver`. */
import { utf8 } from "../../bytes/index.ts";
import { LineTooLongError } from "./errors.ts";
import { FramedProtocol, INCOMPLETE } from "./framed-protocol.ts";
import type { MessageBuffer } from "./message-buffer.ts";

export abstract class LineOnlyReceiver extends FramedProtocol {
  /** What ends a line; CR LF at first. */
  delimiter: Uint8Array = utf8("\r\n");
  /** The longest line, without its delimiter, in bytes. */
  maxLength = 16_384;
  /** Within a line that was too long already: what comes of it is dropped. */
  #skipping = false;

  /** One line, without its delimiter. */
  abstract lineReceived(line: Uint8Array): void;

  /** Send a line and the delimiter; a string is sent as UTF-8. */
  sendLine(line: Uint8Array | string): void {
    this.transport.writeSequence([typeof line === "string" ? utf8(line) : line, this.delimiter]);
  }

  /**
   * A line is too long, or what there is of it already. Closes the connection, with `LineTooLongError`, unless
   * overridden; if it stays open, the rest of that line is dropped, and the lines behind it are delivered.
   */
  lineLengthExceeded(line: Uint8Array): unknown {
    return this.framingFailed(new LineTooLongError(this.maxLength, line.length));
  }

  protected override deliverNext(buffer: MessageBuffer): unknown {
    const { delimiter, maxLength } = this;
    const end = buffer.indexOf(delimiter);
    if (end >= 0) {
      const line = buffer.take(end, delimiter.length);
      if (this.#skipping) {
        this.#skipping = false;
        return undefined;
      }
      return end > maxLength ? this.lineLengthExceeded(line) : this.lineReceived(line);
    }
    if (!this.#skipping && buffer.length <= maxLength) return INCOMPLETE;
    // Of a delimiter that has come in part, that part is not the line's.
    const length = buffer.length - begun(delimiter, buffer);
    if (this.#skipping) buffer.skip(length);
    if (this.#skipping || length <= maxLength) return INCOMPLETE;
    this.#skipping = true;
    return this.lineLengthExceeded(buffer.take(length));
  }
}

/** How many bytes at the end of `buffer` may be the beginning of `delimiter`. */
function begun(delimiter: Uint8Array, buffer: MessageBuffer): number {
  for (let n = Math.min(delimiter.length - 1, buffer.length); n > 0; n--) {
    let same = 0;
    while (same < n && buffer.at(buffer.length - n + same) === delimiter[same]) same++;
    if (same === n) return n;
  }
  return 0;
}
