/**
 * A protocol of lines, that can also take bytes as they are for a while (F1–F5).
 *
 * Two rules. `dataReceived` never runs inside itself: what comes in from within a callback waits behind
 * what is there already (F2). And after each callback the mode, the pause and the connection are looked
 * at again, since any of them may have changed.
 */
import { utf8 } from "../bytes/index.ts";
import { implementer } from "../components/index.ts";
import { IPushProducer } from "../net/index.ts";
import { LineBuffer } from "./line-buffer.ts";
import { Protocol } from "./protocol.ts";

const NOTHING = new Uint8Array(0);

export abstract class LineReceiver extends Protocol implements IPushProducer {
  static {
    implementer(IPushProducer)(this);
  }
  /** What ends a line; CR LF at first. */
  delimiter: Uint8Array = utf8("\r\n");
  /** The longest line, without its delimiter, in bytes. */
  maxLength = 16_384;
  /** Nothing is delivered until `resumeProducing`. */
  paused = false;
  readonly #buffer = new LineBuffer();
  #lineMode = true;
  #busy = false;

  override dataReceived(data: Uint8Array): void {
    this.#buffer.append(data);
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#buffer.length > 0 && !this.paused && this.#deliver());
    } finally {
      this.#busy = false;
    }
  }

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
    if (extra.length > 0 || !this.#busy) this.dataReceived(extra);
  }

  /** Take away what has come and was not delivered. */
  clearLineBuffer(): Uint8Array {
    return this.#buffer.takeAll();
  }

  /** Send a line and the delimiter; a string is sent as UTF-8. */
  sendLine(line: Uint8Array | string): void {
    this.transport.writeSequence([typeof line === "string" ? utf8(line) : line, this.delimiter]);
  }

  /**
   * A line is too long: given is all that has come from its beginning on. Closes the connection
   * unless overridden.
   */
  lineLengthExceeded(_line: Uint8Array): void {
    this.transport.loseConnection();
  }

  /** Deliver no more lines, not even those that have come already (F3). */
  pauseProducing(): void {
    this.paused = true;
    this.transport.pauseProducing();
  }

  resumeProducing(): void {
    this.paused = false;
    this.transport.resumeProducing();
    this.dataReceived(NOTHING);
  }

  stopProducing(): void {
    this.paused = true;
    this.transport.stopProducing();
  }

  /** Call one callback. Is there any use in going on? */
  #deliver(): boolean {
    const buffer = this.#buffer;
    if (!this.#lineMode) {
      this.rawDataReceived(buffer.takeAll());
      return true;
    }
    const end = buffer.indexOf(this.delimiter);
    const { length } = this.delimiter;
    // F4: while there is no delimiter, one might still begin at the end of the longest line.
    if (end < 0 ? buffer.length < this.maxLength + length : end <= this.maxLength) {
      if (end < 0) return false;
      this.lineReceived(buffer.take(end, length));
      return !this.transport?.disconnecting;
    }
    this.lineLengthExceeded(buffer.takeAll());
    return false;
  }
}
