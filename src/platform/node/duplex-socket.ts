/**
 * A `Duplex` of the program's own as a socket of the port: what carries it is not our affair.
 *
 * Rule: a Duplex may call from inside of anything, the reactor never hears of it before the next microtask
 * (rule 1 of the port). Reading is by 'readable', which Node never emits from inside.
 */
import type { Duplex } from "node:stream";
import { PlatformError, platformError } from "../errors.ts";
import type { Socket, SocketSink, StreamAddress } from "../port.ts";
import type { Addresses } from "./socket.ts";

export interface DuplexSocketOptions<A extends StreamAddress = StreamAddress> {
  /**
   * Where it is said to begin and to end; by default what the Duplex itself says, as a `net.Socket` does, and
   * else a `PipeAddress` called `duplex`.
   */
  readonly addresses?: Addresses<A>;
}

/**
 * A stream of bytes for `reactor.adoptSocket(duplexSocket(duplex), factory)`.
 *
 * It is read from and written to by the reactor alone from now on. It must emit 'close', as Node's streams do
 * unless they are told not to. With `allowHalfOpen: false` what is written after the peer's end is lost. Throws
 * `TypeError` for a stream of objects or of text.
 */
export function duplexSocket<A extends StreamAddress = StreamAddress>(
  duplex: Duplex,
  { addresses = addressesOf(duplex) as Addresses<A> }: DuplexSocketOptions<A> = {},
): Socket<A> {
  if (duplex.readableObjectMode || duplex.writableObjectMode)
    throw new TypeError("a stream of objects carries no bytes");
  if (duplex.readableEncoding !== null)
    throw new TypeError(
      `a stream that is read as text (${duplex.readableEncoding}) gives no bytes`,
    );
  return new DuplexSocket(duplex, addresses);
}

const PIPE = { pipe: "duplex" };

function addressesOf(duplex: Duplex): Addresses<StreamAddress> {
  const { remoteAddress, remotePort, localAddress = "", localPort = 0 } = duplex as Extras;
  if (remoteAddress === undefined || remotePort === undefined) return { local: PIPE, peer: PIPE };
  return {
    local: { host: localAddress, port: localPort },
    peer: { host: remoteAddress, port: remotePort },
  };
}

/** What a `net.Socket` has beyond a Duplex. */
interface Extras {
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  readonly localAddress?: string;
  readonly localPort?: number;
  setNoDelay?(enabled: boolean): unknown;
  setKeepAlive?(enabled: boolean): unknown;
}

class DuplexSocket<A extends StreamAddress> implements Socket<A> {
  readonly local: A;
  readonly peer: A;
  readonly #duplex: Duplex;
  #sink: SocketSink | null = null;
  #reading = true;
  #toRead = false;
  #full = false;
  /** We have asked for the end, of both directions. */
  #closing = false;
  #peerEnded = false;
  #error: PlatformError | undefined;

  constructor(duplex: Duplex, { local, peer }: Addresses<A>) {
    this.#duplex = duplex;
    this.local = local;
    this.peer = peer;
    duplex.on("error", (thrown) => {
      this.#error ??= platformError(thrown);
    });
  }

  start(sink: SocketSink): void {
    const first = this.#sink === null;
    this.#sink = sink;
    if (!first) return;
    const duplex = this.#duplex;
    if (duplex.errored) this.#error ??= platformError(duplex.errored);
    if (duplex.closed) queueMicrotask(this.#closed);
    else duplex.on("close", () => queueMicrotask(this.#closed));
    if (duplex.readableEnded) queueMicrotask(this.#ended);
    else duplex.on("end", () => queueMicrotask(this.#ended));
    duplex.on("finish", this.#destroyIfDone);
    duplex.on("readable", () => this.#read());
    this.#readSoon();
  }

  // Reading.

  #readSoon(): void {
    if (this.#toRead) return;
    this.#toRead = true;
    queueMicrotask(() => {
      this.#toRead = false;
      this.#read();
    });
  }

  #read(): void {
    const duplex = this.#duplex;
    while (this.#reading && !this.#closing) {
      const chunk: Uint8Array | null = duplex.read();
      if (chunk === null) return;
      // A plain Uint8Array, as on every platform: what only a Buffer can do would fail elsewhere.
      this.#sink!.data(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
    }
  }

  pauseReading(): void {
    this.#reading = false;
  }

  resumeReading(): void {
    this.#reading = true;
    this.#readSoon();
  }

  readonly #ended = (): void => {
    this.#peerEnded = true;
    if (!this.#closing) this.#sink!.ended();
    this.#destroyIfDone();
  };

  // Writing.

  write(data: Uint8Array): boolean {
    const duplex = this.#duplex;
    // Whoever must know is told by 'close'.
    if (!duplex.writable) return true;
    // A Duplex may keep what it is given for as long as it likes, and the writer uses its memory again.
    duplex.write(data.slice(), this.#written);
    this.#full = duplex.writableLength > 0;
    return !this.#full;
  }

  readonly #written = (error?: Error | null): void => {
    if (error != null || !this.#full || this.#duplex.writableLength > 0) return;
    this.#full = false;
    queueMicrotask(() => this.#sink!.drained());
  };

  // The end.

  shutdown(): void {
    if (this.#duplex.writable) this.#duplex.end();
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.shutdown();
    this.#destroyIfDone();
  }

  abort(): void {
    this.#closing = true;
    const duplex = this.#duplex as Duplex & { resetAndDestroy?(): unknown };
    // While a FIN is on its way a reset can be refused, and 'close' would never come.
    const ending = duplex.writableEnded && !duplex.writableFinished;
    if (duplex.resetAndDestroy && !ending) duplex.resetAndDestroy();
    else duplex.destroy();
  }

  /** A Duplex need not do it by itself. */
  readonly #destroyIfDone = (): void => {
    const duplex = this.#duplex;
    if (duplex.writableFinished && (this.#closing || this.#peerEnded)) duplex.destroy();
  };

  readonly #closed = (): void => {
    // Closed by none of us, in the middle.
    if (!this.#closing && !(this.#peerEnded && this.#duplex.writableFinished))
      this.#error ??= new PlatformError("ECONNRESET", "the stream was closed before its end");
    const error = this.#closing ? undefined : this.#error;
    this.#sink!.closed(error);
  };

  setNoDelay(enabled: boolean): void {
    (this.#duplex as Extras).setNoDelay?.(enabled);
  }

  setKeepAlive(enabled: boolean): void {
    (this.#duplex as Extras).setKeepAlive?.(enabled);
  }
}
