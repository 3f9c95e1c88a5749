/** A protocol of lines and nothing but lines (F6). For pausing, and bytes between lines, see `LineReceiver`. */
import { equals, utf8 } from "../bytes/index.ts";
import { LineBuffer } from "./line-buffer.ts";
import { Protocol } from "./protocol.ts";

export abstract class LineOnlyReceiver extends Protocol {
  /** What ends a line; CR LF at first. */
  delimiter: Uint8Array = utf8("\r\n");
  /** The longest line, without its delimiter, in bytes. */
  maxLength = 16_384;
  readonly #buffer = new LineBuffer();

  override dataReceived(data: Uint8Array): void {
    const buffer = this.#buffer;
    buffer.append(data);
    while (!this.transport?.disconnecting) {
      const { delimiter } = this;
      const end = buffer.indexOf(delimiter);
      if (end < 0) break;
      const line = buffer.take(end, delimiter.length);
      if (end > this.maxLength) this.lineLengthExceeded(line);
      else this.lineReceived(line);
    }
    if (buffer.length > this.maxLength && !this.transport?.disconnecting) this.#checkRest();
  }

  /** Of a delimiter that has come in part, that part is not the line's. */
  #checkRest(): void {
    const rest = this.#buffer.takeAll();
    if (rest.length - begun(this.delimiter, rest) > this.maxLength) this.lineLengthExceeded(rest);
    else this.#buffer.append(rest);
  }

  /** One line, without its delimiter. */
  abstract lineReceived(line: Uint8Array): void;

  /** Send a line and the delimiter; a string is sent as UTF-8. */
  sendLine(line: Uint8Array | string): void {
    this.transport.writeSequence([typeof line === "string" ? utf8(line) : line, this.delimiter]);
  }

  /**
   * A line is too long, or what there is of it already. Closes the connection unless overridden; if it
   * stays open, the lines behind it are delivered.
   */
  lineLengthExceeded(_line: Uint8Array): void {
    this.transport.loseConnection();
  }
}

/** How many bytes at the end of `data` may be the beginning of `delimiter`. */
function begun(delimiter: Uint8Array, data: Uint8Array): number {
  for (let n = Math.min(delimiter.length - 1, data.length); n > 0; n--)
    if (equals(data.subarray(data.length - n), delimiter.subarray(0, n))) return n;
  return 0;
}
