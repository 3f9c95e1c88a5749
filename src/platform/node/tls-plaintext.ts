/**
 * The plaintext side of a `TLSSocket`: as the stream it is or, past that, as the handle below.
 *
 * Rule for both: `drained` is told when everything has been taken, after a write that was not taken at once.
 */
import type * as tls from "node:tls";
import { handleOf, type NodeHandles } from "./node-handles.ts";
import { copyOut } from "./shared-reads.ts";
import type { Wire } from "./tls-wire.ts";

export interface PlaintextSink {
  data(bytes: Uint8Array): void;
  drained(): void;
}

export interface Plaintext {
  /** As `write` of the port's `Socket`. */
  write(data: Uint8Array): boolean;
  /** Everything written has been taken. */
  readonly idle: boolean;
}

/** Public API alone. */
export class StreamPlaintext implements Plaintext {
  readonly #secure: tls.TLSSocket;
  readonly #sink: PlaintextSink;
  #draining = false;

  constructor(secure: tls.TLSSocket, sink: PlaintextSink) {
    this.#secure = secure;
    this.#sink = sink;
    secure.on("data", ({ buffer, byteOffset, length }: Buffer) =>
      sink.data(new Uint8Array(buffer as ArrayBuffer, byteOffset, length)),
    );
  }

  get idle(): boolean {
    return this.#secure.writableLength === 0;
  }

  write(data: Uint8Array): boolean {
    this.#secure.write(data, this.#wrote);
    if (this.idle) return true;
    this.#draining = true;
    return false;
  }

  readonly #wrote = (error?: Error | null): void => {
    if (!this.#draining || !this.idle) return;
    this.#draining = false;
    if (error == null) this.#sink.drained();
  };
}

/**
 * As large as OpenSSL's records. Not the buffer that all sockets share: there the ciphertext is, of which TLS may have
 * taken only the beginning when it decrypts.
 */
const decrypted: Uint8Array = new Uint8Array(16_384);

/** Reads into a buffer that all engines share, and writes without a stream in between. */
export class HandlePlaintext implements Plaintext {
  readonly #secure: tls.TLSSocket;
  readonly #WriteWrap: NodeHandles["WriteWrap"];
  readonly #wire: Wire;
  readonly #sink: PlaintextSink;
  #waiting = 0;

  constructor(secure: tls.TLSSocket, handles: NodeHandles, wire: Wire, sink: PlaintextSink) {
    this.#secure = secure;
    this.#WriteWrap = handles.WriteWrap;
    this.#wire = wire;
    this.#sink = sink;
    handles.readInto(secure, decrypted, (read) => {
      sink.data(copyOut(read, decrypted));
      return true;
    });
  }

  get idle(): boolean {
    return this.#waiting === 0;
  }

  write(data: Uint8Array): boolean {
    const handle = handleOf(this.#secure);
    if (handle === null) return true;
    const request = new this.#WriteWrap();
    this.#wire.hold();
    const status = handle.writeBuffer(request, data);
    // Looked at only now whether anybody must be told that it has ended: mostly it has.
    const ended = this.#wire.settle();
    if (status !== 0) this.#secure.destroy(new Error(`TLS takes no more (${status})`));
    if (status !== 0 || (ended && this.idle)) return true;
    request.oncomplete = this.#completed;
    request.buffer = data;
    this.#waiting += 1;
    return false;
  }

  readonly #completed = (status: number): void => {
    this.#waiting -= 1;
    if (status === 0 && this.idle) this.#sink.drained();
  };
}
