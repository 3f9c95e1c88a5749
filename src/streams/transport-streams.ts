/**
 * A transport as a pair of web streams: `readable` gives what comes, `writable` sends.
 *
 * Back-pressure goes through in both directions: what nobody reads is not read from the host, and a write ends when the
 * transport has room for another. Nothing is copied.
 */
import { implementer } from "../components/index.ts";
import { Deferred, type Failure } from "../deferred/index.ts";
import {
  ConnectionDone,
  IHalfCloseableProtocol,
  IProtocol,
  type IStreamTransport,
  ITLSTransport,
  type ITransport,
  TLSError,
  type TLSOptions,
} from "../net/index.ts";
import { withCode } from "./error-code.ts";
import { type WriteDone, WriteGate } from "./write-gate.ts";

/** Of the standard, and of every runtime; but not of the types of Node 20. */
type WritableController = WritableStreamDefaultController & { readonly signal: AbortSignal };

/** How much waits in a pair of web streams. */
export interface TransportStreamsOptions {
  /** How many bytes wait in each direction before it is paused; 65,536 by default. */
  readonly highWaterMark?: number;
}

/**
 * A protocol, so that `connectProtocol(endpoint, new TransportStreams())` connects it.
 *
 * To close `writable` closes our direction when all has been sent; to abort it aborts the connection. To cancel
 * `readable` has what comes thrown away. When both directions are closed, the connection is: when the peer has closed its
 * own and you have read the end, close yours. Where it ends in any other way, both streams fail with the reason that
 * `connectionLost` was given, and its `code`. What has been written is not to be changed.
 */
export class TransportStreams implements IProtocol, IHalfCloseableProtocol {
  static {
    implementer(IProtocol, IHalfCloseableProtocol)(this);
  }
  /** What comes; each chunk is yours to keep. Both streams are there from `connectionMade` on. */
  readable!: ReadableStream<Uint8Array>;
  writable!: WritableStream<Uint8Array>;
  /** The streams alone read from it and write to it. */
  transport!: IStreamTransport;
  /** Fires when the connection is over, with the reason: `ConnectionDone`, where that was orderly. */
  readonly closed: Deferred<Error> = new Deferred();
  /** What `closed` has fired with. */
  protected reason: Error | null = null;
  readonly #strategy: QueuingStrategy<Uint8Array>;
  readonly #gate = new WriteGate();
  /** `null` when nothing more is read. */
  #reading: ReadableStreamDefaultController<Uint8Array> | null = null;
  #writing!: WritableController;
  #cancelled = false;
  #ended = false;
  /** Our direction is being closed. */
  #finished: WriteDone | null = null;

  constructor({ highWaterMark = 65_536 }: TransportStreamsOptions = {}) {
    // Of what is no bytes the transport will complain.
    const size = (chunk: Partial<Uint8Array> | null): number => chunk?.byteLength ?? 0;
    this.#strategy = { highWaterMark, size };
  }

  /**
   * Go over to TLS, as a server with `CertificateOptions`, as a client with `optionsForClientTLS`. Bytes that have
   * come and were not read yet came before TLS, from anybody: where there are any, both streams fail with `TLSError`
   * and the connection is aborted (X26).
   */
  startTLS(options: TLSOptions): void {
    const waiting = this.#strategy.highWaterMark! - (this.#reading?.desiredSize ?? 0);
    if (this.#reading === null || waiting === 0) ITLSTransport(this.transport).startTLS(options);
    else {
      const error = new TLSError("bytes came before TLS, and were not read");
      this.#reading.error(error);
      this.#reading = null;
      this.#writing.error(error);
      this.transport.abortConnection();
    }
  }

  // What the transport calls.

  makeConnection(transport: ITransport): unknown {
    this.transport = transport as IStreamTransport;
    // No stream "of bytes": that one takes away the memory of what it is given, which others may share.
    this.readable = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#reading = controller;
        },
        pull: () => this.transport.resumeProducing(),
        cancel: () => this.#cancel(),
      },
      this.#strategy,
    );
    this.writable = new WritableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#writing = controller as WritableController;
          // The sink's own `abort` would wait for a write that the peer may never take.
          this.#writing.signal.addEventListener("abort", () => this.transport.abortConnection());
        },
        write: (chunk) => this.#write(chunk),
        close: () => this.#close(),
      },
      this.#strategy,
    );
    this.transport.registerProducer(this.#gate, true);
    return this.connectionMade();
  }

  connectionMade(): unknown {
    return undefined;
  }

  dataReceived(data: Uint8Array): void {
    if (this.#reading === null) return;
    this.#reading.enqueue(data);
    if (this.#reading.desiredSize! <= 0) this.transport.pauseProducing();
  }

  readConnectionLost(): void {
    this.#reading?.close();
    this.#reading = null;
  }

  writeConnectionLost(): void {
    this.#finish();
  }

  connectionLost(reason: Failure): void {
    const error = withCode(reason.value);
    this.reason = error;
    if (reason.check(ConnectionDone)) {
      this.readConnectionLost();
      this.#finish();
    } else {
      this.#reading?.error(error);
      this.#reading = null;
      this.#finish(error);
    }
    // Where it was closed before, that changes nothing.
    this.#writing.error(error);
    this.#gate.fail(error);
    this.closed.callback(error);
  }

  // What the streams call.

  #write(chunk: Uint8Array): Promise<void> {
    return settled((done) => {
      try {
        this.transport.write(chunk);
      } catch (thrown) {
        // The stream takes no more after this, and half of what was to be sent is not to look like all of it.
        this.transport.abortConnection();
        throw thrown;
      }
      this.#gate.whenOpen(done);
    });
  }

  #close(): Promise<void> {
    return settled((done) => {
      this.#finished = done;
      this.#ended = true;
      // A producer would hold the close open.
      this.transport.unregisterProducer();
      if (this.#cancelled) this.transport.loseConnection();
      else this.transport.loseWriteConnection();
    });
  }

  #cancel(): void {
    this.#reading = null;
    this.#cancelled = true;
    if (this.#ended) this.transport.loseConnection();
    else this.transport.resumeProducing();
  }

  #finish(error?: Error): void {
    const finished = this.#finished;
    this.#finished = null;
    finished?.(error);
  }
}

function settled(work: (done: WriteDone) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    work((error) => (error ? reject(error) : resolve()));
  });
}
