/** What carries a protocol's bytes. */
import { attribute, defineInterface, type Interface, method } from "../components/index.ts";
import type { Failure } from "../deferred/index.ts";
import type { IAddress, IHostAddress, UNIXAddress } from "./address.ts";
import { IConsumer, IPushProducer } from "./producer.ts";
import type { IProtocol } from "./protocol.ts";

/** Something that log events are about. */
export interface ILoggingContext {
  /** A short name for the log: the protocol's class and the peer, say. */
  logPrefix(): string;
}
export const ILoggingContext: Interface<ILoggingContext> = defineInterface(
  "torsion.ILoggingContext",
  [],
  { logPrefix: method },
);

/** An ordered, reliable stream of bytes to a peer. */
export interface ITransport extends ILoggingContext {
  /**
   * Send `data`, some time, in order, without waiting; what is written in one turn goes out together.
   * The bytes are the transport's until they are sent: do not change them. Not bytes: `NotBytesError`
   * (X1). After the connection or its write side is closed, or after `loseConnection`, ignored.
   */
  write(data: Uint8Array): void;
  writeSequence(chunks: Iterable<Uint8Array>): void;
  /**
   * Close once all that was written has been sent, and a registered producer has unregistered.
   * Nothing more is read (X3). `connectionLost` is given `ConnectionDone` or, on this side, `reason`: what the peer has
   * done wrong, say. Where there is a reason no producer is waited for: it is stopped.
   */
  loseConnection(reason?: Error): void;
  /** `loseConnection` was called, or the connection is closed. */
  readonly disconnecting: boolean;
  /** Both answer for ever, also in `connectionLost` (X20). */
  getPeer(): IAddress;
  getHost(): IAddress;
}
export const ITransport: Interface<ITransport> = defineInterface(
  "torsion.ITransport",
  [ILoggingContext],
  {
    write: method,
    writeSequence: method,
    loseConnection: method,
    disconnecting: attribute,
    getPeer: method,
    getHost: method,
  },
);

/** A connection, over whatever: it can be half closed, aborted, paused, and is a consumer for a producer. */
export interface IStreamTransport extends ITransport, IConsumer, IPushProducer {
  /**
   * Close now; what is not yet sent is lost and the peer is told so by a reset. `connectionLost` is given
   * `ConnectionAborted` or, on this side, `reason`.
   */
  abortConnection(reason?: Error): void;
  /** Close our direction once all that was written has been sent; reading goes on (X11). */
  loseWriteConnection(): void;
}
export const IStreamTransport: Interface<IStreamTransport> = defineInterface(
  "torsion.IStreamTransport",
  [ITransport, IConsumer, IPushProducer],
  { abortConnection: method, loseWriteConnection: method },
);

/** A transport whose protocol can be replaced: by the one that a first exchange has decided on, say. */
export interface ISwitchableTransport extends IStreamTransport {
  /** Whose it is now. */
  readonly protocol: IProtocol;
  /**
   * From now on `protocol` hears what happens, and the one before it nothing more, not even `connectionLost`.
   * `makeConnection` is not called: do that, and hand over what has come and was not used, or `unread` it. Nothing
   * else changes: what was written is sent, a producer stays registered.
   */
  setProtocol(protocol: IProtocol): void;
  /**
   * Put back bytes that have come: they come again, before all others and in a turn of their own, once reading is not
   * paused. Who gets them is the protocol of that time or, where `startTLS` was called since, TLS: so put back only
   * what was sent for it (X26). The bytes are the transport's. Ignored when the connection closes.
   */
  unread(data: Uint8Array): void;
}
export const ISwitchableTransport: Interface<ISwitchableTransport> = defineInterface(
  "torsion.ISwitchableTransport",
  [IStreamTransport],
  { protocol: attribute, setProtocol: method, unread: method },
);

/** Hears what becomes of a connection, and stands between nobody. */
export interface TransportWatcher {
  /** What the protocol's `dataReceived` gave, where that is something: the promise of an async one. */
  received(result: unknown): void;
  /** After the `connectionLost` of whoever was its protocol. */
  lost(reason: Failure): void;
}

/** A transport that tells somebody besides its protocol what becomes of the connection. */
export interface IWatchableTransport extends ISwitchableTransport {
  /** There is one watcher: the last. */
  watch(watcher: TransportWatcher): void;
}
export const IWatchableTransport: Interface<IWatchableTransport> = defineInterface(
  "torsion.IWatchableTransport",
  [ISwitchableTransport],
  { watch: method },
);

/** A transport that says how much it keeps for a peer that reads slowly. */
export interface IBufferingTransport extends IStreamTransport {
  /** What was written and the host has not taken: what was written in this turn counts, what is on its way does not. */
  readonly bufferedBytes: number;
}
export const IBufferingTransport: Interface<IBufferingTransport> = defineInterface(
  "torsion.IBufferingTransport",
  [IStreamTransport],
  { bufferedBytes: attribute },
);

/** A transport whose close does not cost the peer what it has not read yet. */
export interface ILingeringTransport extends IStreamTransport {
  /**
   * `loseConnection` in the next turn; what is written in this one is still sent. A host that closes while bytes of the
   * peer are unread resets the connection, and answers that are under way can be lost by that. So only our direction is
   * closed, and what the peer still sends is read and dropped until it ends too, or has been silent for `seconds`; then
   * all is closed. `loseConnection` and `abortConnection` cut the waiting short.
   */
  lingeringClose(seconds: number): void;
}
export const ILingeringTransport: Interface<ILingeringTransport> = defineInterface(
  "torsion.ILingeringTransport",
  [IStreamTransport],
  { lingeringClose: method },
);

/** A UNIX connection. A client that has no name of its own is `UNIXAddress("")`. */
export interface IUNIXTransport extends IStreamTransport {
  getPeer(): UNIXAddress;
  getHost(): UNIXAddress;
}
export const IUNIXTransport: Interface<IUNIXTransport> = defineInterface(
  "torsion.IUNIXTransport",
  [IStreamTransport],
  {},
);

/** A TCP connection. */
export interface ITCPTransport extends IStreamTransport {
  getTcpNoDelay(): boolean;
  /** Send small writes at once (true, as connections start) or let the host gather them. */
  setTcpNoDelay(enabled: boolean): void;
  getTcpKeepAlive(): boolean;
  /** Let the host probe an idle peer, after its own default time. */
  setTcpKeepAlive(enabled: boolean): void;
  getPeer(): IHostAddress;
  getHost(): IHostAddress;
}
export const ITCPTransport: Interface<ITCPTransport> = defineInterface(
  "torsion.ITCPTransport",
  [IStreamTransport],
  {
    getTcpNoDelay: method,
    setTcpNoDelay: method,
    getTcpKeepAlive: method,
    setTcpKeepAlive: method,
  },
);
