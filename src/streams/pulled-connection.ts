/**
 * A connection whose bytes are asked for, instead of being told when they come: asyncio's streams, as one object.
 *
 * Rule: back-pressure goes through in both directions. What nobody asks for is not read from the host, and a write is
 * over when there is room for the next.
 */
import { implementer } from "../components/index.ts";
import { Deferred, type Failure, fail, withSignal } from "../deferred/index.ts";
import {
  type Cancellable,
  ConnectionDone,
  IHalfCloseableProtocol,
  IProtocol,
  type IStreamTransport,
  ITLSTransport,
  type ITransport,
  TLSError,
  type TLSOptions,
} from "../net/index.ts";
import { IncompleteReadError } from "./errors.ts";
import { PulledBytes } from "./pulled-bytes.ts";
import { WriteGate } from "./write-gate.ts";

/** How much a connection keeps that nobody has asked for. */
export interface PulledConnectionOptions {
  /** How many bytes are kept that nobody has asked for yet; 65,536 by default. One read of the host's may come on top. */
  readonly highWaterMark?: number;
}

/** How many bytes a line may have, and a `signal`. */
export interface ReadLimit extends Cancellable {
  /** How many bytes may come before the delimiter; 65,536 by default. */
  readonly limit?: number;
}

const LIMIT = 65_536;
const LF = Uint8Array.of(0x0a);
const CR = 0x0d;

/**
 * Reads give what has come, in order, however it ended; then a connection that was closed in order ends, and any other
 * fails with the reason. One read at a time (`AlreadyReadingError`). All that waits can be cancelled, by `.cancel()` and
 * by a signal: a read that was has taken nothing.
 */
export class PulledConnection
  implements IProtocol, IHalfCloseableProtocol, AsyncIterable<Uint8Array>
{
  static {
    implementer(IProtocol, IHalfCloseableProtocol)(this);
  }
  /** For `getPeer`, `getHost` and the like; this alone reads from it and writes to it. */
  transport!: IStreamTransport;
  /** Fires when the connection is over, with the reason: `ConnectionDone`, where that was orderly. */
  readonly closed: Deferred<Error> = new Deferred();
  /** What `closed` has fired with. */
  protected reason: Error | null = null;
  readonly #bytes: PulledBytes;
  readonly #gate = new WriteGate();
  /** Nothing more can be written: by our own doing. */
  #finished = false;

  constructor({ highWaterMark = 65_536 }: PulledConnectionOptions = {}) {
    this.#bytes = new PulledBytes(highWaterMark, () => this.transport);
  }

  /** What has come, as soon as there is anything; `null` at the end. It is yours to keep. */
  read(options: Cancellable = {}): Deferred<Uint8Array | null> {
    return this.#bytes.some(options);
  }

  /** `count` bytes and no less: `IncompleteReadError` where it ends before that. */
  readExactly(count: number, options: Cancellable = {}): Deferred<Uint8Array> {
    return this.#bytes.exactly(count, options);
  }

  /**
   * What comes up to `delimiter`, and that itself. `IncompleteReadError` where it ends before; `LimitOverrunError` where
   * there is more before it than `limit`, and then nothing was taken.
   */
  readUntil(
    delimiter: Uint8Array,
    { limit = LIMIT, ...options }: ReadLimit = {},
  ): Deferred<Uint8Array> {
    return this.#bytes.until(delimiter, limit, options).addCallback((found) => {
      if (found === null) throw new IncompleteReadError(new Uint8Array(0));
      return found;
    });
  }

  /** A line without its end, which is LF or CRLF; `null` at the end. Else as `readUntil`. */
  readLine({ limit = LIMIT, ...options }: ReadLimit = {}): Deferred<Uint8Array | null> {
    return this.#bytes.until(LF, limit, options).addCallback((line) => {
      if (line === null) return null;
      return line.subarray(0, line.at(-2) === CR ? -2 : -1);
    });
  }

  /** Each chunk that comes. To leave the loop early closes the connection. */
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return this.chunks()[Symbol.asyncIterator]();
  }

  chunks(options: Cancellable = {}): AsyncIterable<Uint8Array, undefined> {
    return this.#each(() => this.read(options));
  }

  /** Each line that comes, as `readLine` gives it. To leave the loop early closes the connection. */
  lines(options: ReadLimit = {}): AsyncIterable<Uint8Array, undefined> {
    return this.#each(() => this.readLine(options));
  }

  /**
   * Send `data`, which is not to be changed any more. Fires when there is room for the next; cancelled, the bytes are
   * sent all the same. Fails with the reason where the connection is over.
   */
  write(data: Uint8Array, { signal }: Cancellable = {}): Deferred<void> {
    if (this.reason !== null) return fail(this.reason);
    if (this.#finished) return fail(new ConnectionDone("nothing is written after the close"));
    try {
      this.transport.write(data);
    } catch (thrown) {
      return fail(thrown);
    }
    let giveUp = (): void => {};
    const room = new Deferred<void>(() => giveUp());
    giveUp = this.#gate.whenOpen((error) => {
      if (error) room.errback(error);
      else room.callback(undefined);
    });
    return withSignal(room, signal);
  }

  /** Close our direction when all has been sent; the peer may go on. */
  closeWriting(): void {
    if (this.#finish()) this.transport.loseWriteConnection();
    this.#gate.resumeProducing();
  }

  /** Close when all has been sent; nothing more is read. `await connection.closed` waits for it. */
  close(): void {
    this.#finish();
    this.transport.loseConnection();
    // Whoever waits for room waits for nothing any more.
    this.#gate.resumeProducing();
  }

  /** Close at once; what is not yet sent is lost. `reason`: what every read and write fails with. */
  abort(reason?: Error): void {
    this.#finish();
    this.transport.abortConnection(reason);
  }

  /**
   * Go over to TLS, as a server with `CertificateOptions`, as a client with `optionsForClientTLS`. Bytes that were not
   * read yet came before TLS, from anybody: where there are any, the connection is aborted with a `TLSError` (X26).
   */
  startTLS(options: TLSOptions): void {
    if (this.#bytes.length === 0) ITLSTransport(this.transport).startTLS(options);
    else {
      this.#bytes.clear();
      this.abort(new TLSError("bytes came before TLS, and were not read"));
    }
  }

  // What the transport calls.

  makeConnection(transport: ITransport): unknown {
    this.transport = transport as IStreamTransport;
    this.transport.registerProducer(this.#gate, true);
    return this.connectionMade();
  }

  connectionMade(): unknown {
    return undefined;
  }

  dataReceived(data: Uint8Array): void {
    this.#bytes.received(data);
  }

  readConnectionLost(): void {
    this.#bytes.end(null);
  }

  writeConnectionLost(): void {}

  connectionLost(reason: Failure): void {
    const error = reason.value;
    const inOrder = reason.check(ConnectionDone) !== undefined;
    this.reason = error;
    this.#finished = true;
    // In order means that all was sent.
    if (inOrder) this.#gate.resumeProducing();
    else this.#gate.fail(error);
    this.#bytes.end(inOrder ? null : error);
    this.closed.callback(error);
  }

  /** A producer that stays would hold the close open. */
  #finish(): boolean {
    if (this.#finished) return false;
    this.#finished = true;
    this.transport.unregisterProducer();
    return true;
  }

  #each(read: () => Deferred<Uint8Array | null>): AsyncIterable<Uint8Array, undefined> {
    const iterator: AsyncIterator<Uint8Array, undefined> = {
      next: async () => {
        const value = await read();
        return value === null ? { done: true, value: undefined } : { done: false, value };
      },
      return: async () => {
        this.close();
        return { done: true, value: undefined };
      },
    };
    return { [Symbol.asyncIterator]: () => iterator };
  }
}
