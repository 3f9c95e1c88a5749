/** A protocol of lines and nothing but lines (F6). For pausing, and bytes between lines, see `LineReceiver`. */
import { utf8 } from "../bytes/index.ts";
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
    const { length } = this.delimiter;
    buffer.append(data);
    for (let end = buffer.indexOf(this.delimiter); end >= 0; end = buffer.indexOf(this.delimiter)) {
      const line = buffer.take(end, length);
      if (line.length > this.maxLength) {
        this.lineLengthExceeded(line);
        return;
      }
      this.lineReceived(line);
      if (this.transport?.disconnecting) return;
    }
    if (buffer.length > this.maxLength) this.lineLengthExceeded(buffer.takeAll());
  }

  /** One line, without its delimiter. */
  abstract lineReceived(line: Uint8Array): void;

  /** Send a line and the delimiter; a string is sent as UTF-8. */
  sendLine(line: Uint8Array | string): void {
    this.transport.writeSequence([typeof line === "string" ? utf8(line) : line, this.delimiter]);
  }

  /** A line is too long, or what there is of it already; closes the connection unless overridden. */
  lineLengthExceeded(_line: Uint8Array): void {
    this.transport.loseConnection();
  }
}
