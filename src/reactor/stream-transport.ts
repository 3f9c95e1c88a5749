/**
 * The one stream transport, whatever platform the bytes travel on: reading, and how it all ends.
 * Sending is in `send-side.ts`.
 *
 * Two rules hold here. The protocol hears `connectionMade` once and first, `connectionLost` once and
 * last, and nothing in between runs inside something else (X8). Whatever user code throws is logged
 * once and ends this connection, with the error as its reason (X10).
 */
import { alsoProvides, implementer } from "../components/index.ts";
import { Failure } from "../deferred/index.ts";
import { enterLogContext, type LogContext, type Logger, leaveLogContext } from "../logger/index.ts";
import {
  ConnectionAborted,
  ConnectionLost,
  type IAddress,
  IBufferingTransport,
  type IDelayedCall,
  IHalfCloseableProtocol,
  IHandshakeListener,
  ILingeringTransport,
  INegotiated,
  type IProtocol,
  type IPullProducer,
  type IPushProducer,
  ITLSTransport,
  IWatchableTransport,
  type PeerCertificate,
  TLSAlreadyStarted,
  type TLSOptions,
  type TransportWatcher,
} from "../net/index.ts";
import type { HandshakeDetails, PlatformError, Socket, SocketSink } from "../platform/index.ts";
import { inConsequenceOf } from "../resources/index.ts";
import { ConnectionLogContext, surroundingLogContext } from "./connection-log-context.ts";
import { type DescribedThings, isStreamOf } from "./described-things.ts";
import { Lingering } from "./lingering.ts";
import { allBytes, notBytes } from "./not-bytes.ts";
import { connectionDone, reasonOfEnd } from "./reasons.ts";
import { type AnyProducer, SendSide, type SendSideOwner } from "./send-side.ts";
import { addressOf, kindOf } from "./stream-address.ts";
import type { TLSContexts } from "./tls-contexts.ts";
import { TLSStream } from "./tls-stream.ts";
import { stateOf, type TransportStatus } from "./transport-status.ts";
import type { Turn } from "./turn.ts";
import { UnreadSocket } from "./unread-socket.ts";
import { logPrefixOf, runUserCode, safeLogPrefixOf, watchResult } from "./user-code.ts";

/** After the peer's FIN, how long the rest of our bytes may wait for it to take any. */
const FLUSH_SECONDS = 30;

/** What a connection came of: a port, or a connector; `null` where it was there already. */
export type StreamOrigin = { readonly logContext: LogContext | null } | null;

/** What a transport needs of its reactor. */
export interface TransportContext {
  readonly turn: Turn;
  readonly log: Logger;
  readonly tls: TLSContexts;
  readonly things: DescribedThings;
  seconds(): number;
  nextTurn(run: () => void): void;
  callLater(seconds: number, callable: () => void): IDelayedCall;
  /** The connection has ended, and its protocol knows. */
  ended(transport: StreamTransport): void;
}

export class StreamTransport
  implements
    ITLSTransport,
    IWatchableTransport,
    IBufferingTransport,
    ILingeringTransport,
    INegotiated,
    SocketSink,
    SendSideOwner
{
  static {
    implementer(ITLSTransport, IWatchableTransport, IBufferingTransport, ILingeringTransport)(this);
  }
  disconnecting = false;
  /** When it was made. */
  readonly since: number;
  readonly origin: StreamOrigin;
  readonly #context: TransportContext;
  readonly #logContext: LogContext;
  #socket: Socket;
  #protocol: IProtocol;
  readonly #onLost: ((reason: Failure) => void) | null;
  #watcher: TransportWatcher | null = null;
  readonly #send: SendSide;
  #started = false;
  #tls: TLSStream | null = null;
  /** Where bytes were put back since there is TLS, or ever. */
  #unread: UnreadSocket | null = null;
  #handshake: HandshakeDetails | null = null;
  #connected = true;
  #reading = true;
  #peerEnded = false;
  #halfClosed = false;
  /** Why it ends, where we know that before the socket does. */
  #reason: Error | null = null;
  /** What `loseConnection` was given: the reason, unless an exception of the protocol comes first. */
  #asked: Error | null = null;
  /** All of it is on its way: whatever the peer does now, this was an orderly end (X9). */
  #sentAll = false;
  #flushLimit: IDelayedCall | null = null;
  /** Once `lingeringClose` was asked for. */
  #lingering: Lingering | null = null;
  #bytesIn = 0;
  /** What the host was given, be it taken or not. */
  #bytesGiven = 0;

  /** @param onLost is called after the protocol's `connectionLost` (X13). */
  constructor(
    context: TransportContext,
    socket: Socket,
    protocol: IProtocol,
    onLost: ((reason: Failure) => void) | null = null,
    origin: StreamOrigin = null,
  ) {
    this.since = context.seconds();
    this.origin = origin;
    this.#context = context;
    this.#socket = socket;
    this.#protocol = protocol;
    this.#onLost = onLost;
    this.#send = new SendSide(this, context.turn);
    const around = origin === null ? surroundingLogContext() : origin.logContext;
    this.#logContext = new ConnectionLogContext(this, protocol, context.things, around);
  }

  /** Begin: `connectionMade`, then the bytes. Did `connectionMade` go well? */
  start(): boolean {
    this.#started = true;
    this.#socket.start(this);
    return this.guard(() => this.#protocol.makeConnection(this));
  }

  /** Until just before `connectionLost`; for tests. */
  get connected(): boolean {
    return this.#connected;
  }

  // What a protocol calls.

  write(data: Uint8Array): void {
    if (!(data instanceof Uint8Array)) throw notBytes(data);
    this.#send.write(data);
  }

  writeSequence(chunks: Iterable<Uint8Array>): void {
    const all = allBytes(chunks);
    for (let i = 0; i < all.length; i++) this.#send.write(all[i]!);
  }

  loseConnection(reason?: Error): void {
    this.#lingering?.cutShort();
    if (this.disconnecting) return;
    this.disconnecting = true;
    this.#asked = reason ?? null;
    if (!this.#peerEnded) this.#socket.pauseReading();
    // What it would still produce is not for a peer with which something is wrong, and might never end.
    if (reason !== undefined) this.#send.stopProducer();
    this.#send.close();
  }

  lingeringClose(seconds: number): void {
    this.#context.nextTurn(() => {
      // The end of TLS waits for the peer by itself.
      if (this.disconnecting || this.#tls !== null || this.#peerEnded) this.loseConnection();
      else {
        this.disconnecting = true;
        this.#lingering = new Lingering(this.#context, this.#socket, seconds);
        if (!this.#reading) this.#socket.resumeReading();
        this.#send.close();
      }
    });
  }

  loseWriteConnection(): void {
    if (!this.disconnecting) this.#send.closeHalf();
  }

  abortConnection(reason?: Error): void {
    this.#lingering?.cutShort();
    if (!this.#connected || this.#reason !== null || this.#sentAll) return;
    this.#reason =
      this.#asked ?? reason ?? new ConnectionAborted("the connection was aborted on this side");
    this.disconnecting = true;
    this.#send.end();
    this.#socket.abort();
  }

  get bufferedBytes(): number {
    return this.#send.buffered;
  }

  pauseProducing(): void {
    if (this.disconnecting || !this.#reading) return;
    this.#reading = false;
    this.#socket.pauseReading();
  }

  resumeProducing(): void {
    if (this.disconnecting || this.#reading) return;
    this.#reading = true;
    this.#socket.resumeReading();
  }

  stopProducing(): void {
    this.loseConnection();
  }

  registerProducer(producer: IPushProducer | IPullProducer, streaming: boolean): void {
    // Asked now: whose protocol it is when it is closed may be another question.
    this.#send.register(producer as AnyProducer, streaming, isStreamOf(this, producer));
  }

  unregisterProducer(): void {
    this.#send.unregister();
  }

  getPeer(): IAddress {
    return addressOf(this.#socket.peer);
  }

  getHost(): IAddress {
    return addressOf(this.#socket.local);
  }

  logPrefix(): string {
    return logPrefixOf(this.#protocol, this.getPeer());
  }

  get protocol(): IProtocol {
    return this.#protocol;
  }

  setProtocol(protocol: IProtocol): void {
    this.#protocol = protocol;
  }

  watch(watcher: TransportWatcher): void {
    this.#watcher = watcher;
  }

  unread(data: Uint8Array): void {
    if (!(data instanceof Uint8Array)) throw notBytes(data);
    if (this.disconnecting || data.length === 0) return;
    if (this.#unread === null) {
      this.#unread = new UnreadSocket(this.#socket, (run) => this.#context.nextTurn(run));
      this.#socket = this.#unread;
      this.#unread.start(this);
      if (!this.#reading) this.#unread.pauseReading();
    }
    this.#unread.putBack(data);
    // They are counted when they come again.
    this.#bytesIn -= data.length;
  }

  /** What the protocol was given. */
  get bytesIn(): number {
    return Math.max(0, this.#bytesIn);
  }

  /** What the host has taken. */
  get bytesOut(): number {
    return this.#bytesGiven - this.#send.inFlight;
  }

  /** For who inspects the reactor. */
  get status(): TransportStatus {
    return {
      kind: kindOf(this.#socket.local),
      state: stateOf({
        closing: this.disconnecting,
        shakingHands: this.#tls !== null && this.#handshake === null,
        peerEnded: this.#peerEnded,
        halfClosed: this.#send.halfClosed,
      }),
      tls: this.TLS,
      negotiated: this.negotiatedProtocol,
      bytesIn: this.bytesIn,
      bytesOut: this.bytesOut,
      bufferedBytes: this.#send.buffered,
      paused: !this.#reading,
      producer: this.#send.producer,
    };
  }

  // TLS.

  get TLS(): boolean {
    return this.#tls !== null;
  }

  startTLS(options: TLSOptions, protocols?: readonly string[]): void {
    if (this.#tls !== null) throw new TLSAlreadyStarted("this connection speaks TLS already");
    const context = this.#context.tls.get(options, protocols);
    if (this.disconnecting) return;
    if (this.#started) this.#send.handOver();
    const { handshakeSeconds } = options;
    const below = this.#socket;
    const tls = new TLSStream(below, context, this.#context, handshakeSeconds, (details) =>
      this.#secured(details),
    );
    this.#tls = tls;
    this.#socket = tls;
    this.#unread = null;
    alsoProvides(this, INegotiated);
    if (!this.#started) return;
    tls.start(this);
    if (this.#reading) return;
    // The engine holds back what a paused protocol must not get; the handshake goes on.
    tls.pauseReading();
    below.resumeReading();
  }

  getPeerCertificate(): PeerCertificate | null {
    return this.#handshake?.peerCertificate() ?? null;
  }

  get negotiatedProtocol(): string | null {
    return this.#handshake?.negotiatedProtocol ?? null;
  }

  #secured(details: HandshakeDetails): void {
    this.#handshake = details;
    const protocol: unknown = this.#protocol;
    if (IHandshakeListener.providedBy(protocol)) this.guard(() => protocol.handshakeCompleted());
  }

  /** For what only one kind of transport can do; a connection that has ended does nothing. */
  protected withSocket(act: (socket: Socket) => void): void {
    if (this.#connected) act(this.#socket);
  }

  // What the socket calls, each a turn.

  data(bytes: Uint8Array): void {
    this.#lingering?.heard();
    if (this.disconnecting) return;
    this.#bytesIn += bytes.length;
    this.#context.turn.enter();
    const outer = enterLogContext(this.#logContext);
    try {
      const result: unknown = this.#protocol.dataReceived(bytes);
      if (result !== undefined) {
        watchResult(result, (thrown) => this.#fail(thrown));
        this.#watcher?.received(result);
      }
    } catch (thrown) {
      this.#fail(thrown);
    }
    leaveLogContext(outer);
    this.#context.turn.leave();
  }

  drained(): void {
    this.#context.turn.enter();
    this.#flushLimit?.reset(FLUSH_SECONDS);
    this.#send.drained();
    this.#context.turn.leave();
  }

  ended(): void {
    if (this.#peerEnded || !this.#connected) return;
    this.#peerEnded = true;
    this.#lingering?.cutShort();
    if (this.disconnecting) return;
    this.#context.turn.enter();
    const protocol: unknown = this.#protocol;
    if (!IHalfCloseableProtocol.providedBy(protocol)) this.#endWithPeer();
    else {
      this.guard(() => protocol.readConnectionLost());
      if (this.#halfClosed) this.loseConnection();
    }
    this.#context.turn.leave();
  }

  closed(error?: PlatformError): void {
    this.end(this.#reason ?? this.#asked ?? reasonOfEnd(error, this.#sentAll));
  }

  // What the sending half calls.

  writeToHost(data: Uint8Array): boolean {
    this.#bytesGiven += data.length;
    return this.#socket.write(data);
  }

  sentAll(): void {
    this.#sentAll = true;
    if (this.#lingering === null) this.#socket.close();
    else this.#lingering.begin(this.#halfClosed);
  }

  sentAllOfOurHalf(): void {
    this.#halfClosed = true;
    this.#socket.shutdown();
    const protocol: unknown = this.#protocol;
    if (IHalfCloseableProtocol.providedBy(protocol))
      this.guard(() => protocol.writeConnectionLost());
    if (this.#peerEnded) this.loseConnection();
  }

  guard(userCode: () => unknown): boolean {
    this.#context.turn.enter();
    const outer = enterLogContext(this.#logContext);
    const wentWell = runUserCode(userCode, (thrown) => this.#fail(thrown));
    leaveLogContext(outer);
    this.#context.turn.leave();
    return wentWell;
  }

  nextTurn(run: () => void): void {
    this.#context.nextTurn(run);
  }

  // How it ends.

  /** The peer sends no more and the protocol does not want half a connection: flush, and close. */
  #endWithPeer(): void {
    this.#send.stopProducer();
    this.loseConnection();
    if (this.#send.buffered === 0) return;
    this.#flushLimit = this.#context.callLater(FLUSH_SECONDS, () => {
      this.#flushLimit = null;
      if (!this.#sentAll)
        this.#reason ??= new ConnectionLost(
          `the peer closed and took none of the last ${this.#send.buffered} bytes in ${FLUSH_SECONDS} s`,
        );
      this.#socket.abort();
    });
  }

  #fail(thrown: unknown): void {
    const failure = new Failure(thrown);
    this.#context.log.failure("{prefix}: an exception ends the connection", failure, {
      prefix: safeLogPrefixOf(this.#protocol, this.getPeer()),
    });
    if (!this.#connected) return;
    if (!this.#sentAll) this.#reason ??= failure.value;
    this.disconnecting = true;
    this.#closeNow();
  }

  /** Without what is left to be sent. A host that still has bytes might wait for its peer for ever. */
  #closeNow(): void {
    const stuck = this.#send.inFlight > 0;
    this.#send.end();
    if (stuck) this.#socket.abort();
    else this.#socket.close();
  }

  /** The reactor stops: no flush (R12). */
  stop(): void {
    if (!this.#connected) return;
    this.disconnecting = true;
    if (this.#tls === null) this.#closeNow();
    // The time limits of a reactor that has stopped do not run out.
    else this.#tls.quit();
    const stopped = (): Error => new ConnectionLost("the reactor stopped");
    this.end(this.#reason ?? (this.#sentAll ? (this.#asked ?? connectionDone()) : stopped()));
  }

  /** Tell the protocol, once. */
  end(reason: Error): void {
    if (!this.#connected) return;
    this.#connected = false;
    this.disconnecting = true;
    this.#flushLimit?.cancel();
    this.#flushLimit = null;
    this.#lingering?.end();
    this.#context.turn.enter();
    this.#send.end();
    const failure = new Failure(reason);
    inConsequenceOf(this, () => {
      this.guard(() => this.#protocol.connectionLost(failure));
      this.#onLost?.(failure);
      this.#watcher?.lost(failure);
    });
    this.#context.ended(this);
    this.#context.turn.leave();
  }
}
