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
import type { Awaitable, Failure } from "../../deferred/index.ts";
import {
  type IAddress,
  IBufferingTransport,
  IConsumer,
  IDrainable,
  IHalfCloseableProtocol,
  IHandshakeListener,
  ILingeringTransport,
  ILoggingContext,
  INegotiated,
  IProducer,
  IProtocol,
  type IPullProducer,
  IPushProducer,
  ISSLTransport,
  IStreamTransport,
  ISwitchableTransport,
  ITCPTransport,
  ITLSTransport,
  ITransport,
  IWatchableTransport,
  NotSupportedError,
  type PeerCertificate,
  type TLSOptions,
  type TransportWatcher,
} from "../../net/index.ts";
import { handedOn } from "./handed-on.ts";
import type { WrappingFactory } from "./wrapping-factory.ts";

type AnyTransport = ITLSTransport &
  INegotiated &
  ITCPTransport &
  IBufferingTransport &
  ILingeringTransport &
  IWatchableTransport;

/** What a protocol can be told besides, if it wants. */
const ROLES: readonly Interface<unknown>[] = [
  IHalfCloseableProtocol,
  IHandshakeListener,
  IDrainable,
];
const IS_PROTOCOL = new Set([IProtocol, ...ROLES].map(({ id }) => id));
/** What this class has the members of; those of other interfaces are handed on one by one. */
const KNOWN = new Set(
  [
    IBufferingTransport,
    IConsumer,
    ILingeringTransport,
    ILoggingContext,
    INegotiated,
    IProducer,
    IPushProducer,
    ISSLTransport,
    IStreamTransport,
    ISwitchableTransport,
    ITCPTransport,
    ITLSTransport,
    ITransport,
    IWatchableTransport,
  ].map(({ id }) => id),
);

export class ProtocolWrapper<P extends IProtocol = IProtocol>
  implements
    IProtocol,
    IHalfCloseableProtocol,
    IHandshakeListener,
    IDrainable,
    ITLSTransport,
    IWatchableTransport,
    IBufferingTransport,
    ILingeringTransport
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
  /** What it is to the wrapped protocol, … */
  #transport: readonly Interface<unknown>[] = [];
  /** … and what it can be told by the transport. */
  #roles: readonly Interface<unknown>[] = [];
  #registered = false;
  /** The wrapped protocol has its transport: without that it hears of no end. */
  #begun = false;

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
    this.#registered = true;
    return this.connectionMade();
  }

  connectionMade(): unknown {
    this.#begun = true;
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

  drain(): Awaitable<unknown> {
    return (this.wrappedProtocol as unknown as IDrainable).drain();
  }

  handshakeCompleted(): unknown {
    const wrapped: unknown = this.wrappedProtocol;
    return IHandshakeListener.providedBy(wrapped) ? wrapped.handshakeCompleted() : undefined;
  }

  connectionLost(reason: Failure): unknown {
    this.connected = false;
    let result: unknown;
    try {
      if (this.#registered) this.factory.unregisterProtocol(this);
    } finally {
      if (this.#begun) result = this.wrappedProtocol.connectionLost(reason);
    }
    return result;
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

  lingeringClose(seconds: number): void {
    this.#able("lingeringClose").lingeringClose(seconds);
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

  /** What the wrapped protocol calls itself: the transport below asks, and adds the peer. */
  logPrefix(): string {
    const wrapped: unknown = this.wrappedProtocol;
    if (ILoggingContext.providedBy(wrapped)) return wrapped.logPrefix();
    return this.wrappedProtocol.constructor.name;
  }

  get protocol(): P {
    return this.wrappedProtocol;
  }

  setProtocol(protocol: IProtocol): void {
    this.wrappedProtocol = protocol as P;
    this.declare();
  }

  watch(watcher: TransportWatcher): void {
    this.#able("watch").watch(watcher);
  }

  /** They come through here a second time. */
  unread(data: Uint8Array): void {
    this.#able("unread").unread(data);
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

  get bufferedBytes(): number {
    return (this.transport as Partial<IBufferingTransport>).bufferedBytes ?? 0;
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
   * whose wrapped protocol is there later than they are, or that are, or want to hear, what `more` says.
   */
  protected declare(...more: readonly Interface<unknown>[]): void {
    const { transport, wrappedProtocol: wrapped } = this;
    // Wrappers ask each other directly: a stack of them is made for each connection.
    const roles = ROLES.filter(
      (role) =>
        more.includes(role) ||
        (wrapped instanceof ProtocolWrapper && #roles in wrapped
          ? wrapped.#roles.includes(role)
          : role.providedBy(wrapped as unknown)),
    );
    const below: readonly Interface<unknown>[] =
      transport instanceof ProtocolWrapper ? transport.#transport : asTransport(transport);
    const own = more.filter((role) => !ROLES.includes(role) && !below.includes(role));
    const rolesChanged = !same(roles, this.#roles);
    const transportChanged = !same([...below, ...own], this.#transport);
    if (!rolesChanged && !transportChanged) return;
    if (transportChanged) {
      this.#transport = [...below, ...own];
      for (const iface of below) if (!KNOWN.has(iface.id)) this.#handOn(iface);
    }
    this.#roles = roles;
    directlyProvides(this as object, ...this.#transport, ...roles);
    // What this one wants to hear now, a wrapper below has to be told; and what it can do, one above.
    if (rolesChanged && transport instanceof ProtocolWrapper) transport.declare();
    if (transportChanged && wrapped instanceof ProtocolWrapper && wrapped.connected)
      wrapped.declare();
  }

  /** What another kind of transport can do, the wrapped protocol can ask of this. */
  #handOn({ members }: Interface<unknown>): void {
    for (const [name, kind] of members)
      if (!(name in this)) Object.defineProperty(this, name, handedOn(name, kind));
  }

  #able(name: keyof AnyTransport): AnyTransport {
    const transport = this.transport as AnyTransport;
    if (typeof transport[name] === "function") return transport;
    throw new NotSupportedError(`the transport ${transport.constructor.name} has no ${name}`);
  }
}

/** What a real transport is, as one. */
function asTransport(transport: ITransport): readonly Interface<unknown>[] {
  const all = providedBy(transport).filter(({ id }) => !IS_PROTOCOL.has(id));
  const canSwitch = IStreamTransport.providedBy(transport) && !all.includes(ISwitchableTransport);
  return canSwitch ? [...all, ISwitchableTransport] : all;
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i]);
}

/** The user's own protocol, below however many wrappers. */
export type Unwrapped<P> = P extends ProtocolWrapper<infer Q> ? Unwrapped<Q> : P;

/**
 * The protocol that was wrapped, and wrapped again: `unwrap(await endpoint.connect(new TimeoutFactory(Chat, reactor)))` is
 * a `Chat`. What is no wrapper is given back.
 */
export function unwrap<P extends IProtocol>(protocol: P): Unwrapped<P> {
  let inner: IProtocol = protocol;
  while (inner instanceof ProtocolWrapper) inner = inner.wrappedProtocol;
  return inner as Unwrapped<P>;
}
