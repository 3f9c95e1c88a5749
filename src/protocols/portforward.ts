/**
 * A proxy: what comes on one connection goes out on another, both ways (twisted.protocols.portforward).
 *
 * Each side is the other's producer, so that no more is read than the other takes: memory stays flat however fast
 * the one and however slow the other is. Ends go through: half of a connection closes half of the other, and an
 * end that was not orderly is passed on as a reset, so that half a stream is not taken for all of it.
 */
import { implementer } from "../components/index.ts";
import type { Deferred, Failure } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import {
  ConnectionDone,
  type IAddress,
  IDrainable,
  IHalfCloseableProtocol,
  type IStreamClientEndpoint,
  type ITransport,
} from "../net/index.ts";
import { ClientFactory } from "./client-factory.ts";
import { ServerFactory } from "./factory.ts";
import { proxyClientEndpoint } from "./haproxy/index.ts";
import { InFlight } from "./in-flight.ts";
import { Protocol } from "./protocol.ts";

const log: Logger = new Logger({ namespace: "torsion.protocols.portforward" });

/** One of the two sides. */
export class ForwardingProtocol extends Protocol implements IHalfCloseableProtocol, IDrainable {
  static {
    implementer(IHalfCloseableProtocol, IDrainable)(this);
  }
  /** The other one; `null` while there is none. */
  peer: ForwardingProtocol | null = null;
  readonly #forwarding = new InFlight();
  #ended: () => void = () => {};

  override makeConnection(transport: ITransport): unknown {
    this.#ended = this.#forwarding.begin();
    return super.makeConnection(transport);
  }

  setPeer(peer: ForwardingProtocol): void {
    this.peer = peer;
  }

  override dataReceived(data: Uint8Array): void {
    this.peer?.transport.write(data);
  }

  /** What goes through cannot be told apart here: it is over when the connection is. */
  drain(): Deferred<void> {
    return this.#forwarding.none();
  }

  readConnectionLost(): void {
    const to = this.peer?.transport;
    // A producer that will give no more would hold the close open.
    to?.unregisterProducer();
    to?.loseWriteConnection();
  }

  writeConnectionLost(): void {}

  override connectionLost(reason: Failure): void {
    const { peer } = this;
    this.peer = null;
    this.#ended();
    if (peer === null) return;
    peer.peer = null;
    peer.transport.unregisterProducer();
    if (reason.check(ConnectionDone)) peer.transport.loseConnection();
    else peer.transport.abortConnection();
  }
}

/** The side that connects. */
export class ProxyClient extends ForwardingProtocol {
  override connectionMade(): void {
    const { peer } = this;
    if (peer === null) {
      this.transport.abortConnection();
      return;
    }
    peer.setPeer(this);
    this.transport.registerProducer(peer.transport, true);
    peer.transport.registerProducer(this.transport, true);
    // Now there is somewhere to send it to.
    peer.transport.resumeProducing();
  }
}

/** Builds the one `ProxyClient` that belongs to a connection which came in. */
export class ProxyClientFactory extends ClientFactory<ProxyClient> {
  override protocol: typeof ProxyClient = ProxyClient;
  override noisy = false;
  server: ForwardingProtocol | null = null;

  setServer(server: ForwardingProtocol): void {
    this.server = server;
  }

  override buildProtocol(peer: IAddress): ProxyClient | null {
    const client = super.buildProtocol(peer);
    if (client !== null && this.server !== null) client.setPeer(this.server);
    return client;
  }
}

/** What is said of a connection that is forwarded. */
export interface PortForwardOptions {
  /** Begin what goes out with a header of the PROXY protocol, which says where the connection came from. */
  readonly proxyProtocol?: "v1" | "v2";
}

/** The side that was connected to. Nothing is read from it before the other side is there (F14). */
export class ProxyServer extends ForwardingProtocol {
  clientProtocolFactory: typeof ProxyClientFactory = ProxyClientFactory;
  readonly #to: IStreamClientEndpoint;
  readonly #options: PortForwardOptions;
  #connecting: Deferred<unknown> | null = null;
  #lost = false;

  constructor(to: IStreamClientEndpoint, options: PortForwardOptions = {}) {
    super();
    this.#to = to;
    this.#options = options;
  }

  override connectionMade(): void {
    this.transport.pauseProducing();
    const factory = new this.clientProtocolFactory();
    factory.setServer(this);
    this.#connecting = this.#destination()
      .connect(factory)
      .addErrback((failure) => this.#notConnected(failure));
  }

  #destination(): IStreamClientEndpoint {
    const { proxyProtocol: version } = this.#options;
    if (version === undefined) return this.#to;
    const source = this.transport.getPeer();
    return proxyClientEndpoint(this.#to, {
      version,
      source,
      destination: this.transport.getHost(),
    });
  }

  #notConnected({ value }: Failure): void {
    if (this.#lost) return;
    log.warn("no connection for {client}: {reason}", {
      client: String(this.transport.getPeer()),
      reason: value.message,
    });
    this.transport.loseConnection();
  }

  override connectionLost(reason: Failure): void {
    this.#lost = true;
    // Nothing happens where it has been made.
    this.#connecting?.cancel();
    super.connectionLost(reason);
  }
}

/** Forwards each connection to `to`. */
export class ProxyFactory extends ServerFactory<ProxyServer> {
  readonly to: IStreamClientEndpoint;
  readonly options: PortForwardOptions;

  constructor(to: IStreamClientEndpoint, options: PortForwardOptions = {}) {
    super();
    this.to = to;
    this.options = options;
  }

  override buildProtocol(_peer: IAddress): ProxyServer {
    return this.adopt(new ProxyServer(this.to, this.options));
  }
}
