/**
 * A stream of bytes in the messages of a WebSocket, between the transport below, whose protocol it is, and the one
 * above, whose socket it is. RFC 6455 sections 5 to 7.
 *
 * Rules: what is written goes out as binary messages, what comes in messages of either kind is read. Back-pressure goes
 * through in both directions. Our Close frame is the end of our direction alone: until the peer's Close comes its messages are
 * read, and ours is sent when all has been written. Every wait for the peer has a limit.
 */
import { implementer } from "../components/index.ts";
import type { Failure } from "../deferred/index.ts";
import { afterOthers } from "../endpoints/index.ts";
import {
  ConnectionLost,
  type IAddress,
  IHostAddress,
  IProtocol,
  IPushProducer,
  type IReactorFromThreads,
  type IReactorTime,
  type IStreamTransport,
  ITCPTransport,
  type ITransport,
  UNIXAddress,
} from "../net/index.ts";
import {
  PlatformError,
  type Socket,
  type SocketSink,
  type StreamAddress,
} from "../platform/index.ts";
import { TimedClose, Timeout } from "../protocols/index.ts";
import { WebSocketFailure } from "./errors.ts";
import { FrameQueue } from "./frame-queue.ts";
import { KeepAlive } from "./keep-alive.ts";
import type { FrameReceiver, WSPackage } from "./ws-package.ts";

/** Bytes in a message of ours at most: what a peer has to gather before it can read any. */
const MESSAGE = 8192;
/** Fragments that a peer may make of one message. */
const MOST_PIECES = 16_384;

/** Frames, the smallest of which are a few bytes, that are read at once: others have their turn after some milliseconds. */
const MOST_FRAMES = 1024;

const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

const NORMAL = 1000;
const GOING_AWAY = 1001;
const NO_CODE = 1005;

/** What the peer did wrong, by what `ws` calls it; all else is a mistake in the frames themselves (1002). */
const CODES: Readonly<Record<string, number>> = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 1009,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
};

export interface WebSocketStreamOptions {
  readonly isServer: boolean;
  /** A message that is longer ends the connection. */
  readonly maxPayload: number;
  /** How long the peer may take to answer our Close, and then to close. */
  readonly closeSeconds: number;
  /** Send a ping when nothing has come for so long, and give the peer up when as much time passes again. */
  readonly pingSeconds?: number | undefined;
  /** Makes so many bytes that nobody can foresee: the keys by which clients mask what they send. By default `ws` does. */
  readonly entropy?: ((bytes: number) => Uint8Array) | undefined;
}

export class WebSocketStream implements Socket, IProtocol, IPushProducer {
  static {
    implementer(IProtocol, IPushProducer)(this);
  }
  local!: StreamAddress;
  peer!: StreamAddress;
  readonly #reactor: IReactorTime & IReactorFromThreads;
  readonly #options: WebSocketStreamOptions;
  readonly #frame: WSPackage["Sender"]["frame"];
  readonly #receiver: FrameReceiver;
  readonly #frames: FrameQueue;
  /** More frames wait than are read at once. */
  #busy = false;
  #below!: IStreamTransport;
  #sink: SocketSink | null = null;
  #reading = true;
  /** Messages that have come while reading was paused: those of one piece of the network's at most. */
  #unread: Uint8Array[] = [];
  #full = false;
  /** To be sent when there is room again: an answer to the latest ping will do. */
  #pong: Uint8Array | null = null;
  #closeSent = false;
  /** The peer has sent its Close, and all is well; and our sink knows. */
  #peerClosed = false;
  #toldEnd = false;
  /** `close` or `abort` was called: nothing is read any more. */
  #closing = false;
  /** Nothing more is sent or read; the connection below is being closed. */
  #finishing = false;
  #error: PlatformError | undefined;
  /** For the peer's Close, … */
  readonly #limit: Timeout;
  /** … and then for the end of the connection below. */
  readonly #close: TimedClose;
  readonly #keepAlive: KeepAlive | null;
  /** The connection below is no more; with an error, or in order. */
  #lost: { readonly error: PlatformError | undefined } | null = null;
  #over = false;

  constructor(
    reactor: IReactorTime & IReactorFromThreads,
    { Receiver, Sender }: WSPackage,
    options: WebSocketStreamOptions,
  ) {
    this.#reactor = reactor;
    this.#options = options;
    this.#frame = Sender.frame;
    const { isServer, maxPayload, pingSeconds: seconds } = options;
    this.#limit = new Timeout(reactor, () => this.#finish());
    this.#close = new TimedClose(reactor);
    this.#keepAlive =
      seconds === undefined
        ? null
        : new KeepAlive(reactor, {
            seconds,
            isListening: () => this.#reading && !this.#full && !this.#closeSent,
            ping: () => this.#send(PING, new Uint8Array(0)),
            silent: () => {
              this.#error ??= new WebSocketFailure(`no answer to a ping in ${seconds} s`, 1006);
              this.#below.abortConnection();
            },
          });
    this.#frames = new FrameQueue(maxPayload);
    this.#receiver = new Receiver({
      isServer,
      maxPayload,
      maxFragments: MOST_PIECES,
      maxBufferedChunks: MOST_PIECES,
    })
      .on("message", (data) => this.#message(data))
      .on("ping", (data) => this.#answerPing(data))
      .on("conclude", (code, reason) => this.#peerCloses(code, new TextDecoder().decode(reason)))
      .on("error", (error) => this.#broken(error));
  }

  // What the transport below calls.

  makeConnection(transport: ITransport): void {
    this.#below = transport as IStreamTransport;
    this.local = portAddress(transport.getHost());
    this.peer = portAddress(transport.getPeer());
    this.#below.registerProducer(this, true);
    this.connectionMade();
  }

  connectionMade(): void {
    this.#keepAlive?.begin();
  }

  dataReceived(data: Uint8Array): void {
    this.#keepAlive?.heard();
    if (this.#finishing || this.#peerClosed) return;
    this.#frames.push(data);
    if (!this.#busy) this.#readFrames();
  }

  pauseProducing(): void {
    this.#full = true;
  }

  resumeProducing(): void {
    this.#full = false;
    const pong = this.#pong;
    this.#pong = null;
    if (pong !== null && !this.#closeSent) this.#send(PONG, pong);
    if (!this.#over && !this.#full) this.#sink?.drained();
  }

  stopProducing(): void {
    this.#full = true;
  }

  connectionLost({ value }: Failure): void {
    for (const timer of [this.#limit, this.#close, this.#keepAlive]) timer?.end();
    this.#receiver.destroy();
    this.#lost = { error: this.#errorOf(value) };
    this.#deliver();
  }

  // What the transport above calls.

  start(sink: SocketSink): void {
    this.#sink = sink;
  }

  write(data: Uint8Array): boolean {
    if (this.#closeSent || this.#over) return true;
    if (this.#lost !== null) return false;
    for (let at = 0; at < data.length; at += MESSAGE)
      this.#send(BINARY, data.slice(at, at + MESSAGE));
    return !this.#full;
  }

  pauseReading(): void {
    this.#reading = false;
    if (!this.#finishing) this.#below.pauseProducing();
  }

  resumeReading(): void {
    this.#reading = true;
    this.#soon(() => this.#deliver());
    if (!this.#finishing) this.#below.resumeProducing();
  }

  shutdown(): void {
    this.#sendClose(NORMAL);
  }

  close(): void {
    if (this.#closing || this.#over) return;
    this.#closing = true;
    this.#unread = [];
    if (this.#lost !== null) this.#soon(() => this.#tellClosed());
    else {
      this.#sendClose(NORMAL);
      // Its Close is still to come.
      if (!this.#finishing) this.#below.resumeProducing();
      this.#waitForClose();
    }
  }

  abort(): void {
    this.#closing = true;
    this.#unread = [];
    if (this.#lost !== null) this.#soon(() => this.#tellClosed());
    else this.#below.abortConnection();
  }

  setNoDelay(enabled: boolean): void {
    if (ITCPTransport.providedBy(this.#below)) this.#below.setTcpNoDelay(enabled);
  }

  setKeepAlive(enabled: boolean): void {
    if (ITCPTransport.providedBy(this.#below)) this.#below.setTcpKeepAlive(enabled);
  }

  // Reading.

  /** As many as others can wait for; those that are left are read when the host has had its turn. */
  #readFrames(): void {
    this.#busy = false;
    for (let read = 0; !this.#finishing && !this.#peerClosed && this.#lost === null; read++) {
      if (read === MOST_FRAMES) {
        this.#busy = true;
        this.#below.pauseProducing();
        afterOthers(this.#reactor, () => this.#readFrames());
        return;
      }
      const frame = this.#frames.next();
      if (frame === null) break;
      // Masked bytes are unmasked where they lie, and whoever carried them may still look at them.
      this.#receiver.write(this.#options.isServer ? frame.slice() : frame);
    }
    if ((this.#reading || this.#closing) && !this.#finishing) this.#below.resumeProducing();
  }

  #message(data: Uint8Array): void {
    if (this.#closing || this.#finishing || data.length === 0) return;
    // A plain Uint8Array, as of every other transport.
    this.#unread.push(new Uint8Array(data.buffer, data.byteOffset, data.length));
    this.#deliver();
  }

  /** What waits to be told, as far as it is wanted. */
  #deliver(): void {
    const sink = this.#sink;
    while (sink !== null && this.#reading && !this.#over && this.#unread.length > 0)
      sink.data(this.#unread.shift()!);
    if (this.#over) return;
    const told = this.#unread.length === 0 && this.#reading;
    if (told && this.#peerClosed && !this.#toldEnd && !this.#closing) {
      this.#toldEnd = true;
      sink?.ended();
      this.#finishIfBothClosed();
    }
    const lost = this.#lost;
    if (lost === null || this.#over) return;
    // An end in order comes after all that was sent before it; who still wants to write has one turn to say so.
    if (lost.error !== undefined || this.#closing || !this.#peerClosed) this.#tellClosed();
    else if (this.#toldEnd) this.#soon(() => this.#tellClosed());
  }

  #tellClosed(): void {
    if (this.#over) return;
    this.#over = true;
    const unsent = new PlatformError("EPIPE", "the peer has closed");
    const inOrder = this.#closing || this.#closeSent;
    this.#sink?.closed(this.#lost?.error ?? (inOrder ? undefined : unsent));
  }

  #answerPing(data: Uint8Array): void {
    if (this.#closeSent) return;
    if (this.#full) this.#pong = data.slice();
    else this.#send(PONG, data.slice());
  }

  #peerCloses(code: number, reason: string): void {
    this.#peerClosed = true;
    if (code === NORMAL || code === GOING_AWAY || code === NO_CODE) {
      if (this.#closing) this.#finishIfBothClosed();
      else this.#deliver();
      return;
    }
    const why = reason === "" ? "" : `: ${reason}`;
    this.#fail(new WebSocketFailure(`the peer has closed with ${code}${why}`, code, reason));
  }

  #broken(error: Error & { readonly code?: string }): void {
    const code = CODES[error.code ?? ""] ?? 1002;
    this.#fail(new WebSocketFailure(error.message, code, "", { cause: error }));
  }

  // Sending.

  #send(opcode: number, data: Uint8Array): void {
    const { isServer, entropy } = this.#options;
    const frame = this.#frame(data, {
      fin: true,
      opcode,
      mask: !isServer,
      readOnly: false,
      rsv1: false,
      ...(entropy && { generateMask: (mask: Uint8Array) => mask.set(entropy(4)) }),
    });
    // The key lies in memory that the next frame uses again, but has been copied into the frame.
    this.#below.writeSequence(frame);
  }

  #sendClose(code: number): void {
    if (this.#closeSent || this.#lost !== null) return;
    this.#send(CLOSE, new Uint8Array([code >> 8, code & 0xff]));
    this.#closeSent = true;
    this.#finishIfBothClosed();
  }

  // The end.

  #finishIfBothClosed(): void {
    if (!this.#closeSent || !this.#peerClosed || !(this.#toldEnd || this.#closing)) return;
    if (this.#options.isServer) this.#finish();
    // RFC 6455 section 7.1.1: it is the server that closes first, so that it does not have to remember the port.
    else this.#waitForClose();
  }

  #waitForClose(): void {
    if (!this.#limit.active) this.#limit.setTimeout(this.#options.closeSeconds);
  }

  /** Close the connection below; abort it where that does not come to an end. */
  #finish(): void {
    if (this.#finishing) return;
    this.#finishing = true;
    this.#limit.end();
    this.#below.unregisterProducer();
    this.#close.close(this.#below, undefined, this.#options.closeSeconds);
  }

  #fail(error: WebSocketFailure): void {
    if (this.#lost !== null || this.#finishing) return;
    this.#error ??= error;
    this.#unread = [];
    this.#sendClose(error.closeCode);
    this.#finish();
  }

  /** `undefined` where this is the end that was to come. */
  #errorOf(reason: Error): PlatformError | undefined {
    if (this.#error !== undefined) return this.#error;
    if (this.#closing || this.#peerClosed) return undefined;
    const { cause } = reason;
    if (cause instanceof PlatformError) return cause;
    const why = reason instanceof ConnectionLost ? reason.message : "closed without a Close frame";
    return new WebSocketFailure(why, 1006, "", { cause: reason });
  }

  #soon(run: () => void): void {
    this.#reactor.callFromThread(run);
  }
}

/** What the port calls such an address. */
function portAddress(address: IAddress): StreamAddress {
  if (IHostAddress.providedBy(address)) return { host: address.host, port: address.port };
  if (address instanceof UNIXAddress) return { path: address.name };
  return { pipe: String(address) };
}
