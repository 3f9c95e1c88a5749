/**
 * A protocol that is a `Duplex`: what comes is read from it, what is written to it goes to the transport.
 *
 * Back-pressure goes through in both directions: what nobody reads is not read from the host, and a write ends
 * when the transport has room for another. Nothing is copied.
 */
import { Duplex } from "node:stream";
import { implementer } from "../../components/index.ts";
import { Failure } from "../../deferred/index.ts";
import { Logger } from "../../logger/index.ts";
import {
  ConnectionDone,
  IHalfCloseableProtocol,
  IProtocol,
  type IStreamTransport,
  type ITransport,
} from "../../net/index.ts";
import { codedError, withCode } from "../error-code.ts";
import { type WriteDone, WriteGate } from "../write-gate.ts";

const log: Logger = new Logger({ namespace: "torsion.streams" });

export interface TransportStreamOptions {
  /** Go on to write after the peer's end; `false` by default, as of a `net.Socket`: our end follows. */
  readonly allowHalfOpen?: boolean;
  /** How many bytes wait in each direction before it is paused; Node's own default. */
  readonly highWaterMark?: number;
}

export abstract class TransportStream extends Duplex implements IProtocol, IHalfCloseableProtocol {
  static {
    implementer(IProtocol, IHalfCloseableProtocol)(this);
  }
  /** What carries it; `null` until it is connected. The stream alone reads from it and writes to it. */
  transport: IStreamTransport | null = null;
  bytesRead = 0;
  bytesWritten = 0;
  readonly #gate = new WriteGate();
  /** Written or ended before there was a transport. */
  #held: { begin(): void; readonly done: WriteDone } | null = null;
  #finished: WriteDone | null = null;
  #destroyed: (() => void) | null = null;
  #lost = false;

  constructor({ allowHalfOpen = false, highWaterMark }: TransportStreamOptions) {
    super({ allowHalfOpen, ...(highWaterMark !== undefined && { highWaterMark }) });
    // An end is no exception: where nobody listens for it, the process goes on.
    this.on("error", () => {});
  }

  /**
   * User code runs in here, some of it in a turn of Node's own where an exception would end the process: it is
   * logged and ends this connection (X10).
   */
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    try {
      return super.emit(event, ...args);
    } catch (thrown) {
      const failure = new Failure(thrown);
      log.failure(
        "an exception of a listener of {event} ends the connection with {peer}",
        failure,
        {
          event: String(event),
          peer: String(this.transport?.getPeer()),
        },
      );
      this.destroy(failure.value);
      return true;
    }
  }

  // What the transport calls.

  makeConnection(transport: ITransport): unknown {
    this.transport = transport as IStreamTransport;
    if (this.destroyed) {
      this.transport.abortConnection();
      return;
    }
    this.transport.registerProducer(this.#gate, true);
    const result = this.connectionMade();
    if (this.destroyed) return result;
    this.emit("connect");
    this.emit("ready");
    // Not before: a listener may have gone over to TLS.
    const held = this.#held;
    this.#held = null;
    held?.begin();
    return result;
  }

  connectionMade(): unknown {
    return undefined;
  }

  dataReceived(data: Uint8Array): void {
    this.bytesRead += data.length;
    if (!this.push(data)) this.transport?.pauseProducing();
  }

  readConnectionLost(): void {
    this.push(null);
  }

  writeConnectionLost(): void {
    this.#finish();
  }

  connectionLost(reason: Failure): void {
    this.#lost = true;
    if (this.destroyed) {
      this.#destroyed?.();
    } else if (!reason.check(ConnectionDone)) {
      this.destroy(withCode(reason.value));
    } else {
      this.#gate.fail(closed());
      this.push(null);
      this.#finish();
      if (this.writable) this.end();
    }
  }

  // What Node's streams call.

  override _read(): void {
    this.transport?.resumeProducing();
  }

  override _write(chunk: Uint8Array, _encoding: string, done: WriteDone): void {
    this.#send([chunk], done);
  }

  override _writev(items: { chunk: Uint8Array }[], done: WriteDone): void {
    this.#send(
      items.map(({ chunk }) => chunk),
      done,
    );
  }

  override _final(done: WriteDone): void {
    if (this.#lost) done();
    else if (this.transport === null) this.#held = { begin: () => this._final(done), done };
    else {
      this.#finished = done;
      // A producer would hold the close open.
      this.transport.unregisterProducer();
      this.transport.loseWriteConnection();
    }
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const why = error ?? codedError("ERR_STREAM_DESTROYED", "the stream was destroyed");
    const held = this.#held;
    this.#held = null;
    held?.done(why);
    this.#gate.fail(why);
    this.#finish(why);
    const { transport } = this;
    if (transport === null || this.#lost) {
      done(error);
      return;
    }
    this.#destroyed = () => done(error);
    // What has been sent is not to be taken back by a reset.
    if (error === null && this.writableFinished) transport.loseConnection();
    else transport.abortConnection();
  }

  #send(chunks: readonly Uint8Array[], done: WriteDone): void {
    const { transport } = this;
    if (this.#lost) done(closed());
    else if (transport === null) this.#held = { begin: () => this.#send(chunks, done), done };
    else {
      for (const { length } of chunks) this.bytesWritten += length;
      transport.writeSequence(chunks);
      this.wrote();
      this.#gate.whenOpen((error) => {
        this.wrote();
        done(error);
      });
    }
  }

  /** The transport has been given bytes, or has room for more again. */
  protected wrote(): void {}

  #finish(error?: Error): void {
    const finished = this.#finished;
    this.#finished = null;
    finished?.(error);
  }
}

function closed(): Error {
  return codedError("EPIPE", "the connection has been closed");
}
