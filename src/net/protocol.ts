/** What a transport drives, and what builds it. */
import { defineInterface, type Interface, method } from "../components/index.ts";
import type { Awaitable, Failure } from "../deferred/index.ts";
import type { IAddress } from "./address.ts";
import type { IConnector } from "./port.ts";
import type { IStreamTransport, ITransport } from "./transport.ts";

/** One object a connection; its methods are called as things happen, never two at once. */
export interface IProtocol {
  /** Called once, first: keeps the transport and calls `connectionMade`. */
  makeConnection(transport: ITransport): void;
  connectionMade(): void;
  /** Bytes have come: any number, cut anywhere. They belong to the protocol and never change. */
  dataReceived(data: Uint8Array): void;
  /** Called exactly once, last (X8). `reason` holds a `ConnectionClosed` or what the protocol itself threw. */
  connectionLost(reason: Failure): void;
}
export const IProtocol: Interface<IProtocol> = defineInterface("torsion.IProtocol", [], {
  makeConnection: method,
  connectionMade: method,
  dataReceived: method,
  connectionLost: method,
});

/** A protocol that goes on when only one direction has been closed (X11). */
export interface IHalfCloseableProtocol {
  /** The peer sends no more; the transport can still be written to. */
  readConnectionLost(): void;
  /** `loseWriteConnection` has sent all there was; the peer may still send. */
  writeConnectionLost(): void;
}
export const IHalfCloseableProtocol: Interface<IHalfCloseableProtocol> = defineInterface(
  "torsion.IHalfCloseableProtocol",
  [],
  { readConnectionLost: method, writeConnectionLost: method },
);

/**
 * A protocol that can bring its connection to an end without losing anything that it has accepted. Accepted is what was
 * delivered to it; bytes that were not are dropped, and the peer can ask again elsewhere.
 */
export interface IDrainable {
  /**
   * Take on nothing new, and finish what was accepted. Returns, or fires, when nothing is left to be answered; then the
   * connection is closed, after a flush. Called at most once, between `connectionMade` and `connectionLost`; what it throws
   * ends the connection. It has no time limit of its own: whoever drains has one.
   */
  drain(): Awaitable<unknown>;
}
export const IDrainable: Interface<IDrainable> = defineInterface("torsion.IDrainable", [], {
  drain: method,
});

/** Hears how one connection goes, for whoever began it and is not its protocol. */
export interface ConnectionWatcher<P extends IProtocol = IProtocol> {
  /** The protocol's `connectionMade` has returned; never where that threw. */
  made?(protocol: P, transport: IStreamTransport): void;
  /** After the protocol's own `connectionLost`. */
  lost?(reason: Failure): void;
}

/** Builds the protocol for each new connection. */
export interface IProtocolFactory<P extends IProtocol = IProtocol> {
  /** `null` refuses the connection, which is then closed (X14). */
  buildProtocol(peer: IAddress): P | null;
  /** A port or connector begins to use the factory; calls are counted by the factory (X19). */
  doStart(): void;
  /** … and no longer uses it. */
  doStop(): void;
}
export const IProtocolFactory: Interface<IProtocolFactory> = defineInterface(
  "torsion.IProtocolFactory",
  [],
  { buildProtocol: method, doStart: method, doStop: method },
);

/** A factory that is told how the attempts of `connectTCP` go. */
export interface IClientFactory<P extends IProtocol = IProtocol> extends IProtocolFactory<P> {
  startedConnecting(connector: IConnector): void;
  /** After the protocol's `connectionMade` has returned; if that throws, `clientConnectionLost` alone. */
  clientConnectionMade?(connector: IConnector, protocol: P): void;
  clientConnectionFailed(connector: IConnector, reason: Failure): void;
  /** After the protocol's own `connectionLost` (X13). */
  clientConnectionLost(connector: IConnector, reason: Failure): void;
}
export const IClientFactory: Interface<IClientFactory> = defineInterface(
  "torsion.IClientFactory",
  [IProtocolFactory],
  { startedConnecting: method, clientConnectionFailed: method, clientConnectionLost: method },
);
