/**
 * A socket in front of which some bytes have been put back: they come first, then what comes.
 *
 * Rules: they come in a turn of their own, and like all others not while reading is paused; until they have come, the
 * socket below delivers nothing.
 */
import { concat } from "../bytes/index.ts";
import type { PlatformError, Socket, SocketSink, StreamAddress } from "../platform/index.ts";

export class UnreadSocket implements Socket, SocketSink {
  readonly local: StreamAddress;
  readonly peer: StreamAddress;
  readonly #below: Socket;
  readonly #nextTurn: (run: () => void) => void;
  #sink: SocketSink | null = null;
  #first: Uint8Array | null = null;
  #coming = false;
  #reading = true;
  /** The peer's FIN came while there was something to come before it. */
  #ended = false;

  constructor(below: Socket, nextTurn: (run: () => void) => void) {
    this.local = below.local;
    this.peer = below.peer;
    this.#below = below;
    this.#nextTurn = nextTurn;
  }

  /** In front of all that has not come yet, what was put back before included. */
  putBack(bytes: Uint8Array): void {
    this.#first = this.#first === null ? bytes : concat([bytes, this.#first]);
    this.#below.pauseReading();
    this.#come();
  }

  // What the transport, or TLS, calls.

  start(sink: SocketSink): void {
    if (this.#sink === null) this.#below.start(this);
    this.#sink = sink;
  }

  write(data: Uint8Array): boolean {
    return this.#below.write(data);
  }

  pauseReading(): void {
    this.#reading = false;
    this.#below.pauseReading();
  }

  resumeReading(): void {
    this.#reading = true;
    if (this.#first === null && !this.#ended) this.#below.resumeReading();
    else this.#come();
  }

  shutdown(): void {
    this.#below.shutdown();
  }

  close(): void {
    this.#forget();
    this.#below.close();
  }

  abort(): void {
    this.#forget();
    this.#below.abort();
  }

  setNoDelay(enabled: boolean): void {
    this.#below.setNoDelay?.(enabled);
  }

  setKeepAlive(enabled: boolean): void {
    this.#below.setKeepAlive?.(enabled);
  }

  // What the socket below calls.

  data(bytes: Uint8Array): void {
    this.#sink?.data(bytes);
  }

  drained(): void {
    this.#sink?.drained();
  }

  ended(): void {
    if (this.#first === null) this.#sink?.ended();
    else this.#ended = true;
  }

  closed(error?: PlatformError): void {
    this.#forget();
    this.#sink?.closed(error);
  }

  #come(): void {
    if (this.#coming) return;
    this.#coming = true;
    this.#nextTurn(() => {
      this.#coming = false;
      this.#deliver();
    });
  }

  #deliver(): void {
    const bytes = this.#first;
    if (!this.#reading) return;
    this.#first = null;
    if (bytes !== null) this.#sink?.data(bytes);
    // Whoever got them may have paused, closed, or put some of them back.
    if (!this.#reading || this.#first !== null) return;
    if (this.#ended) {
      this.#ended = false;
      this.#sink?.ended();
    } else if (bytes !== null) this.#below.resumeReading();
  }

  /** Nothing comes any more. */
  #forget(): void {
    this.#first = null;
    this.#ended = false;
    this.#reading = false;
  }
}
