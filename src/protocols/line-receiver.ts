/**
 * A protocol of lines, that can also take bytes as they are for a while (F1–F5).
 *
 * Three rules. `dataReceived` never runs inside itself: what comes in from within a callback waits behind
 * what is there already (F2). And before each callback the mode, the pause and the connection are looked
 * at again, since any of them may have changed; so nothing is delivered after `loseConnection` (F5).
 */
import { utf8 } from "../bytes/index.ts";
import { implementer } from "../components/index.ts";
import { IPushProducer, type ITLSTransport } from "../net/index.ts";
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
  #isSecure = false;

  override dataReceived(data: Uint8Array): void {
    if (!this.#busy) this.#startedTLS();
    this.#buffer.append(data);
    if (this.#busy) return;
    this.#busy = true;
    try {
      this.#deliver(this.#buffer);
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
   * A line is too long: given is all that has come from its beginning on, which may be several lines
   * or part of one. Closes the connection unless overridden.
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

  /** Since this was last asked; what came before is gone then. */
  #startedTLS(): boolean {
    const isSecure = (this.transport as Partial<ITLSTransport> | undefined)?.TLS === true;
    if (isSecure === this.#isSecure) return false;
    this.#isSecure = isSecure;
    this.#buffer.takeAll();
    return true;
  }

  /** One loop without calls in between: this is where a server of lines spends its time. */
  #deliver(buffer: LineBuffer): void {
    while (buffer.length > 0 && !this.paused && !this.transport?.disconnecting) {
      if (this.#startedTLS()) return;
      if (!this.#lineMode) {
        this.rawDataReceived(buffer.takeAll());
        continue;
      }
      const { delimiter, maxLength } = this;
      const end = buffer.indexOf(delimiter);
      // F4: while there is no delimiter, one might still begin at the end of the longest line.
      if (end < 0 && buffer.length < maxLength + delimiter.length) return;
      if (end < 0 || end > maxLength) this.lineLengthExceeded(buffer.takeAll());
      else this.lineReceived(buffer.take(end, delimiter.length));
    }
  }
}
