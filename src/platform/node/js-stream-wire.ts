/**
 * A leaner `TLSWire`: the handle that Node itself puts between TLS and a stream of JavaScript's, without the
 * two streams around it. See `node-handles.ts`.
 */

import * as net from "node:net";
import { immediate } from "./immediate.ts";
import type { JSStream, NodeHandles, WriteRequest } from "./node-handles.ts";
import type { SendCiphertext, Wire } from "./tls-wire.ts";

export class JSStreamWire implements Wire {
  readonly stream: net.Socket;
  readonly #handle: JSStream;
  readonly #send: SendCiphertext;
  /** Written, and not yet ended, which is never within the call that wrote it. */
  #written: WriteRequest | null = null;
  #shutdown: object | null = null;
  #blocked = false;
  #held = 0;
  /** Since `hold`. */
  #wrote = false;
  #scheduled = false;
  #closed = false;

  constructor({ JSStream }: NodeHandles, send: SendCiphertext) {
    const handle = new JSStream();
    this.#handle = handle;
    this.#send = send;
    handle.onreadstart = nothing;
    handle.onreadstop = nothing;
    handle.isClosing = () => this.#closed;
    handle.onwrite = (request, chunks) => this.#write(request, chunks);
    handle.onshutdown = (request) => {
      this.#shutdown = request;
      this.#settleSoon();
      return 0;
    };
    handle.close = (done) => {
      this.#closed = true;
      if (done) immediate(done);
    };
    this.stream = new net.Socket({ handle, manualStart: true, allowHalfOpen: true } as object);
  }

  receive(bytes: Uint8Array): void {
    this.hold();
    this.#handle.readBuffer(bytes);
    this.settle();
  }

  receiveEnd(): void {
    this.#handle.emitEOF();
  }

  sent(): void {
    this.#blocked = false;
    this.#settle();
  }

  hold(): void {
    if (this.#held === 0) this.#wrote = false;
    this.#held += 1;
  }

  settle(): boolean {
    this.#held -= 1;
    // Inside of `receive`, TLS may keep what it is given until that is over.
    if (this.#held > 0) return false;
    this.#settle();
    // Where it has written nothing, it has kept it.
    return this.#wrote && this.#written === null;
  }

  destroy(): void {
    this.stream.destroy();
  }

  #write(request: WriteRequest, chunks: Uint8Array[]): number {
    this.#written = request;
    this.hold();
    this.#wrote = true;
    if (!this.#send(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks))) this.#blocked = true;
    this.#held -= 1;
    this.#settleSoon();
    return 0;
  }

  #settleSoon(): void {
    if (this.#held > 0 || this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#settle();
    });
  }

  #settle(): void {
    if (this.#closed) return;
    while (this.#written !== null && !this.#blocked) {
      const request = this.#written;
      this.#written = null;
      // TLS may have more, and write it from inside of this.
      this.#handle.finishWrite(request, 0);
    }
    if (this.#shutdown === null || this.#written !== null) return;
    const request = this.#shutdown;
    this.#shutdown = null;
    this.#handle.finishShutdown(request, 0);
  }
}

function nothing(): number {
  return 0;
}
