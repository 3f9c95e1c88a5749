/**
 * Something between a protocol and its transport, which to the one is a transport and to the other a protocol (F10).
 *
 * Rule: what the transport can do, the wrapped protocol can ask for, and what the wrapped protocol wants to hear it
 * hears: TLS, half-close, producers, TCP's options, a change of protocols. A subclass overrides what it is there for.
 */
import {
  directlyProvides,
  type Interface,
  implementer,
  providedBy,
} from "../../components/index.ts";
import type { Failure } from "../../deferred/index.ts";
import {
  type IAddress,
  IHalfCloseableProtocol,
  IHandshakeListener,
  type INegotiated,
  IProtocol,
  type IPullProducer,
  type IPushProducer,
  type IStreamTransport,
  type ISwitchableTransport,
  type ITCPTransport,
  type ITLSTransport,
  type ITransport,
  NotSupportedError,
  type PeerCertificate,
  type TLSOptions,
} from "../../net/index.ts";
import type { WrappingFactory } from "./wrapping-factory.ts";

type AnyTransport = ITLSTransport & INegotiated & ITCPTransport;

/** What a protocol can be told besides, if it wants. */
const ROLES: readonly Interface<unknown>[] = [IHalfCloseableProtocol, IHandshakeListener];

export class ProtocolWrapper<P extends IProtocol = IProtocol>
  implements
    IProtocol,
    IHalfCloseableProtocol,
    IHandshakeListener,
    ITLSTransport,
    ISwitchableTransport
{
  static {
    implementer(IProtocol)(this);
  }
  transport!: IStreamTransport;
  readonly factory: WrappingFactory<P>;
  /** What the wrapped factory has built or, after `setProtocol`, what took its place. */
  wrappedProtocol: P;
  /** Before `connectionLost`. */
  connected = false;

  constructor(factory: WrappingFactory<P>, wrappedProtocol: P) {
    this.factory = factory;
    this.wrappedProtocol = wrappedProtocol;
  }

  // What the transport below calls. What an async method rejects with ends the connection, so results are handed on.

  makeConnection(transport: ITransport): unknown {
    this.transport = transport as IStreamTransport;
    this.connected = true;
    this.declare();
    this.factory.registerProtocol(this);
    return this.connectionMade();
  }

  connectionMade(): unknown {
    return this.wrappedProtocol.makeConnection(this);
  }

  dataReceived(data: Uint8Array): unknown {
    return this.wrappedProtocol.dataReceived(data);
  }

  // Called only where the wrapped protocol wants to hear it: see `declare`.

  readConnectionLost(): unknown {
    return (this.wrappedProtocol as unknown as IHalfCloseableProtocol).readConnectionLost();
  }

  writeConnectionLost(): unknown {
    return (this.wrappedProtocol as unknown as IHalfCloseableProtocol).writeConnectionLost();
  }

  handshakeCompleted(): unknown {
    return (this.wrappedProtocol as unknown as IHandshakeListener).handshakeCompleted();
  }

  connectionLost(reason: Failure): unknown {
    this.connected = false;
    this.factory.unregisterProtocol(this);
    return this.wrappedProtocol.connectionLost(reason);
  }

  // What the wrapped protocol calls.

  write(data: Uint8Array): void {
    this.transport.write(data);
  }

  writeSequence(chunks: Iterable<Uint8Array>): void {
    this.transport.writeSequence(chunks);
  }

  loseConnection(reason?: Error): void {
    this.transport.loseConnection(reason);
  }

  loseWriteConnection(): void {
    this.transport.loseWriteConnection();
  }

  abortConnection(reason?: Error): void {
    this.transport.abortConnection(reason);
  }

  get disconnecting(): boolean {
    return this.transport.disconnecting;
  }

  getPeer(): IAddress {
    return this.transport.getPeer();
  }

  getHost(): IAddress {
    return this.transport.getHost();
  }

  registerProducer(producer: IPushProducer, streaming: true): void;
  registerProducer(producer: IPullProducer, streaming: false): void;
  registerProducer(producer: IPushProducer | IPullProducer, streaming: boolean): void {
    this.transport.registerProducer(producer as IPushProducer, streaming as true);
  }

  unregisterProducer(): void {
    this.transport.unregisterProducer();
  }

  pauseProducing(): void {
    this.transport.pauseProducing();
  }

  resumeProducing(): void {
    this.transport.resumeProducing();
  }

  stopProducing(): void {
    this.transport.stopProducing();
  }

  logPrefix(): string {
    return this.transport.logPrefix();
  }

  get protocol(): P {
    return this.wrappedProtocol;
  }

  setProtocol(protocol: IProtocol): void {
    this.wrappedProtocol = protocol as P;
    this.declare();
  }

  // What only some transports can do: `providedBy` says which; others throw `NotSupportedError`.

  get TLS(): boolean {
    return (this.transport as Partial<ITLSTransport>).TLS === true;
  }

  startTLS(options: TLSOptions): void {
    this.#able("startTLS").startTLS(options);
    this.declare();
  }

  getPeerCertificate(): PeerCertificate | null {
    return this.#able("getPeerCertificate").getPeerCertificate();
  }

  get negotiatedProtocol(): string | null {
    return (this.transport as Partial<INegotiated>).negotiatedProtocol ?? null;
  }

  getTcpNoDelay(): boolean {
    return this.#able("getTcpNoDelay").getTcpNoDelay();
  }

  setTcpNoDelay(enabled: boolean): void {
    this.#able("setTcpNoDelay").setTcpNoDelay(enabled);
  }

  getTcpKeepAlive(): boolean {
    return this.#able("getTcpKeepAlive").getTcpKeepAlive();
  }

  setTcpKeepAlive(enabled: boolean): void {
    this.#able("setTcpKeepAlive").setTcpKeepAlive(enabled);
  }

  /**
   * Say what this is now: as a transport what the one below is, as a protocol what the wrapped one is. For subclasses
   * whose wrapped protocol is there later than they are.
   */
  protected declare(): void {
    const roles = ROLES.filter((role) => role.providedBy(this.wrappedProtocol as unknown));
    directlyProvides(this as object, ...providedBy(this.transport), ...roles);
  }

  #able(name: keyof AnyTransport): AnyTransport {
    const transport = this.transport as AnyTransport;
    if (typeof transport[name] === "function") return transport;
    throw new NotSupportedError(`the transport ${transport.constructor.name} has no ${name}`);
  }
}
