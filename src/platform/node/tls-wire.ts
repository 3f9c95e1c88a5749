/** What `node:tls` takes for the stream below it: ciphertext is handed in and out, nothing is carried. */
import { Duplex } from "node:stream";

/** Where ciphertext goes; `false`: no more until `sent`. */
export type SendCiphertext = (bytes: Uint8Array) => boolean;

/** Either kind of wire. */
export interface Wire {
  readonly stream: Duplex;
  receive(bytes: Uint8Array): void;
  receiveEnd(): void;
  /** What `SendCiphertext` took with `false` has gone. */
  sent(): void;
  /** Until `settle` no write ends: it is being made. */
  hold(): void;
  /** Writes end whose ciphertext has been taken. Is it known that they all have? */
  settle(): boolean;
  destroy(): void;
}

/** Of public API alone. */
export class TLSWire extends Duplex implements Wire {
  readonly #send: SendCiphertext;
  #sent: (() => void) | null = null;

  constructor(send: SendCiphertext) {
    super({ allowHalfOpen: true, emitClose: true });
    this.#send = send;
  }

  get stream(): this {
    return this;
  }

  receive(bytes: Uint8Array): void {
    // They are ours only until we return.
    this.push(bytes.slice());
  }

  receiveEnd(): void {
    this.push(null);
  }

  sent(): void {
    const done = this.#sent;
    this.#sent = null;
    done?.();
  }

  hold(): void {}

  settle(): boolean {
    return false;
  }

  override _read(): void {}

  override _write(bytes: Uint8Array, _encoding: string, done: () => void): void {
    if (this.#send(bytes)) done();
    else this.#sent = done;
  }
}
