/**
 * TLS between a transport and the socket below it, as a socket: the one writes and is told plaintext, the other
 * carries ciphertext, and does not have to be a socket of the host's.
 *
 * Rules: what is asked for before the handshake is done after it; the handshake, and the answer to our
 * close_notify, have a time limit (X24). An end without close_notify
 * is an error (X25); once we have said that we close, it is one no more.
 */
import type { IDelayedCall } from "../net/index.ts";
import {
  type HandshakeDetails,
  PeerEnded,
  type PlatformError,
  type Socket,
  type SocketSink,
  type StreamAddress,
  type TLSContext,
  type TLSEngine,
  type TLSEngineSink,
  TLSFailure,
} from "../platform/index.ts";

/** How long the peer may take to answer close_notify. */
const CLOSE_SECONDS = 5;

export interface TLSStreamContext {
  callLater(seconds: number, callable: () => void): IDelayedCall;
}

export class TLSStream implements Socket, SocketSink {
  /** The engine copies what it is given. */
  readonly borrows = true;
  readonly local: StreamAddress;
  readonly peer: StreamAddress;
  readonly #below: Socket;
  readonly #context: TLSStreamContext;
  readonly #tls: TLSContext;
  readonly #handshakeSeconds: number;
  readonly #secured: (details: HandshakeDetails) => void;
  #engine: TLSEngine | null = null;
  #sink: SocketSink | null = null;
  /** The handshake's limit, then that of the end. */
  #limit: IDelayedCall | null = null;
  #established = false;
  #reading = true;
  #belowFull = false;
  /** Nothing is delivered any more, and when both have said close_notify the socket is closed. */
  #closing = false;
  /** Our close_notify is to be sent, once there is a handshake; … has been sent. */
  #finishing = false;
  #finished = false;
  #peerFinished = false;
  #error: PlatformError | undefined;

  /** @param secured is called when the handshake has been completed, before any data. */
  constructor(
    below: Socket,
    tls: TLSContext,
    context: TLSStreamContext,
    handshakeSeconds: number,
    secured: (details: HandshakeDetails) => void,
  ) {
    this.local = below.local;
    this.peer = below.peer;
    this.#below = below;
    this.#tls = tls;
    this.#context = context;
    this.#handshakeSeconds = handshakeSeconds;
    this.#secured = secured;
  }

  // What the transport calls.

  start(sink: SocketSink): void {
    this.#sink = sink;
    this.#limit = this.#context.callLater(this.#handshakeSeconds, () => {
      this.#limit = null;
      const text = `no handshake in ${this.#handshakeSeconds} s`;
      this.#fail(new TLSFailure("ETIMEDOUT", text, { kind: "protocol" }));
    });
    this.#below.start(this);
    this.#engine = this.#tls.engine(this.#plaintext);
    if (!this.#reading) this.#engine.pauseReading();
  }

  write(data: Uint8Array): boolean {
    return this.#engine === null || this.#engine.write(data);
  }

  pauseReading(): void {
    this.#reading = false;
    this.#engine?.pauseReading();
    // The handshake goes on, since what was written waits for it.
    if (this.#established) this.#below.pauseReading();
  }

  resumeReading(): void {
    this.#reading = true;
    this.#engine?.resumeReading();
    this.#below.resumeReading();
  }

  shutdown(): void {
    this.#finishing = true;
    if (this.#established) this.#engine?.finish();
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    if (this.#engine === null) {
      this.quit();
      return;
    }
    this.resumeReading();
    if (!this.#established) {
      this.#endLimit();
      this.#limit = this.#context.callLater(CLOSE_SECONDS, this.#timedOut);
    }
    if (this.#finished) this.#closeIfDone();
    else this.shutdown();
  }

  abort(): void {
    this.#forgetEngine();
    this.#below.abort();
  }

  /** Close without asking the peer. */
  quit(): void {
    this.#forgetEngine();
    // A host that still has bytes might wait for its peer for ever.
    if (this.#belowFull) this.#below.abort();
    else this.#below.close();
  }

  setNoDelay(enabled: boolean): void {
    this.#below.setNoDelay?.(enabled);
  }

  setKeepAlive(enabled: boolean): void {
    this.#below.setKeepAlive?.(enabled);
  }

  // What the socket below calls: ciphertext.

  data(bytes: Uint8Array): void {
    this.#engine?.receive(bytes);
  }

  drained(): void {
    this.#belowFull = false;
    this.#engine?.sent();
    this.#closeIfDone();
  }

  ended(): void {
    this.#engine?.receiveEnd();
  }

  closed(error?: PlatformError): void {
    const orderly = this.#closing || this.#peerFinished;
    this.#forgetEngine();
    const failed = error instanceof PeerEnded ? !error.orderly : error !== undefined;
    const cut = failed || orderly ? error : truncated();
    this.#sink?.closed(this.#error ?? cut);
    this.#sink = null;
  }

  // What the engine calls: plaintext.

  readonly #plaintext: TLSEngineSink = {
    send: (bytes) => {
      const taken = this.#below.write(bytes);
      this.#belowFull = !taken;
      return taken;
    },
    handshakeCompleted: (details) => {
      this.#endLimit();
      this.#established = true;
      if (!this.#reading) this.#below.pauseReading();
      if (!this.#closing) this.#secured(details);
      if (this.#finishing) this.#engine?.finish();
    },
    data: (bytes) => {
      if (!this.#closing) this.#sink?.data(bytes);
    },
    drained: () => this.#sink?.drained(),
    ended: () => {
      this.#peerFinished = true;
      if (this.#closing) this.#closeIfDone();
      else this.#sink?.ended();
    },
    finished: () => {
      this.#finished = true;
      this.#closeIfDone();
    },
    failed: (error) => this.#fail(error),
  };

  #fail(error: PlatformError): void {
    if (!this.#closing) this.#error ??= error;
    this.quit();
  }

  /** The peer's time to answer begins when our close_notify has left. */
  #closeIfDone(): void {
    if (!this.#closing || !this.#finished || this.#belowFull) return;
    if (this.#peerFinished) this.quit();
    else this.#limit ??= this.#context.callLater(CLOSE_SECONDS, this.#timedOut);
  }

  readonly #timedOut = (): void => {
    this.#limit = null;
    this.quit();
  };

  #endLimit(): void {
    this.#limit?.cancel();
    this.#limit = null;
  }

  #forgetEngine(): void {
    this.#endLimit();
    this.#engine?.destroy();
    this.#engine = null;
  }
}

function truncated(): TLSFailure {
  return new TLSFailure("ERR_TLS_TRUNCATED", "closed without close_notify", { kind: "truncated" });
}
