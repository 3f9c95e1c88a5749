/**
 * A reactor that remembers what it was asked for, and connects nobody unless a test says so.
 *
 * Rule: it is the production reactor on a pumped platform. Connectors, ports, triggers and time limits do what they
 * do anywhere; only what would reach the world waits for the test.
 */
import { implementer } from "../../components/index.ts";
import type { Deferred } from "../../deferred/index.ts";
import {
  type CertificateOptions,
  type ClientTLSOptions,
  type ConnectTCPOptions,
  type ConnectUNIXOptions,
  type IClientFactory,
  type IConnector,
  type IDatagramProtocol,
  type IListeningPort,
  type IMulticastTransport,
  type IProtocol,
  type IProtocolFactory,
  IReactorMulticast,
  IReactorSocket,
  IReactorSSL,
  IReactorTCP,
  IReactorUDP,
  IReactorUNIX,
  type ListenMulticastOptions,
  type ListenTCPOptions,
  type ListenUDPOptions,
  type ListenUNIXOptions,
} from "../../net/index.ts";
import type { TLSPlatform } from "../../platform/index.ts";
import type { IOPump, PumpOptions } from "./io-pump.ts";
import { MemoryCore } from "./memory-core.ts";
import {
  type AdoptedPort,
  type AdoptedStreamConnection,
  MemoryClient,
  type MemoryServer,
  MemoryUDPPort,
  type SSLClientRequest,
  type SSLServerRequest,
  type TCPClientRequest,
  type TCPServerRequest,
  type UDPPortRequest,
  type UNIXClientRequest,
  type UNIXServerRequest,
} from "./memory-requests.ts";
import { RequestKeeper } from "./request-keeper.ts";
import { watchedFactory } from "./watched-factory.ts";

export interface MemoryReactorOptions {
  /** What encrypts; without it `listenSSL` and `connectSSL` are remembered, and nothing is encrypted. */
  readonly tls?: TLSPlatform;
}

/** After `twisted.internet.testing.MemoryReactor`. */
export class MemoryReactor
  extends MemoryCore
  implements IReactorTCP, IReactorSSL, IReactorUNIX, IReactorUDP, IReactorMulticast, IReactorSocket
{
  static {
    implementer(
      IReactorTCP,
      IReactorSSL,
      IReactorUNIX,
      IReactorUDP,
      IReactorMulticast,
      IReactorSocket,
    )(this);
  }
  readonly tcpServers: TCPServerRequest[] = [];
  readonly tcpClients: TCPClientRequest[] = [];
  readonly sslServers: SSLServerRequest[] = [];
  readonly sslClients: SSLClientRequest[] = [];
  readonly unixServers: UNIXServerRequest[] = [];
  readonly unixClients: UNIXClientRequest[] = [];
  readonly udpPorts: UDPPortRequest[] = [];
  readonly adoptedPorts: AdoptedPort[] = [];
  readonly adoptedStreamConnections: AdoptedStreamConnection[] = [];
  /** All that connecting has given, in order. */
  readonly connectors: IConnector[] = [];
  readonly #requests: RequestKeeper;

  constructor({ tls }: MemoryReactorOptions = {}) {
    super(tls, (attempt) => this.#requests.again(attempt));
    this.#requests = new RequestKeeper(() => this.pumped, this.connectors);
  }

  // TCP, and TLS over it.

  listenTCP(
    port: number,
    factory: IProtocolFactory,
    options: ListenTCPOptions = {},
  ): Deferred<IListeningPort> {
    return this.#requests.listen(
      factory,
      (watched) => this.pumped.reactor.listenTCP(port, watched, options),
      (server) => this.tcpServers.push(Object.assign(server, askedTCP(port, factory, options))),
    );
  }

  listenSSL(
    port: number,
    factory: IProtocolFactory,
    tls: CertificateOptions,
    options: ListenTCPOptions = {},
  ): Deferred<IListeningPort> {
    const { reactor, hasTLS } = this.pumped;
    return this.#requests.listen(
      factory,
      (watched) =>
        hasTLS
          ? reactor.listenSSL(port, watched, tls, options)
          : reactor.listenTCP(port, watched, options),
      (server) =>
        this.sslServers.push(Object.assign(server, { ...askedTCP(port, factory, options), tls })),
    );
  }

  connectTCP(
    host: string,
    port: number,
    factory: IClientFactory,
    options: ConnectTCPOptions = {},
  ): IConnector {
    const { seconds = 30, bindAddress = null } = options;
    const asked = { host, port, factory, seconds, bindAddress };
    return this.#requests.connect(
      factory,
      (watched) => this.pumped.reactor.connectTCP(host, port, watched, options),
      (client) => this.tcpClients.push(withFields(client, asked)),
    );
  }

  connectSSL(
    host: string,
    port: number,
    factory: IClientFactory,
    tls: ClientTLSOptions,
    options: ConnectTCPOptions = {},
  ): IConnector {
    const { reactor, hasTLS } = this.pumped;
    const { seconds = 30, bindAddress = null } = options;
    const asked = { host, port, factory, tls, seconds, bindAddress };
    return this.#requests.connect(
      factory,
      (watched) =>
        hasTLS
          ? reactor.connectSSL(host, port, watched, tls, options)
          : reactor.connectTCP(host, port, watched, options),
      (client) => this.sslClients.push(withFields(client, asked)),
    );
  }

  // UNIX sockets. Locks are remembered and not taken.

  listenUNIX(
    path: string,
    factory: IProtocolFactory,
    options: ListenUNIXOptions = {},
  ): Deferred<IListeningPort> {
    const { backlog = 50, mode = 0o666, wantPID = false } = options;
    return this.#requests.listen(
      factory,
      (watched) => this.pumped.reactor.listenUNIX(path, watched),
      (server) =>
        this.unixServers.push(Object.assign(server, { path, factory, backlog, mode, wantPID })),
    );
  }

  connectUNIX(path: string, factory: IClientFactory, options: ConnectUNIXOptions = {}): IConnector {
    const { seconds = 30, checkPID = false } = options;
    return this.#requests.connect(
      factory,
      (watched) => this.pumped.reactor.connectUNIX(path, watched, { seconds }),
      (client) => this.unixClients.push(withFields(client, { path, factory, seconds, checkPID })),
    );
  }

  // UDP.

  listenUDP(
    port: number,
    protocol: IDatagramProtocol,
    options: ListenUDPOptions = {},
  ): Deferred<IMulticastTransport> {
    return this.listenMulticast(port, protocol, options);
  }

  listenMulticast(
    port: number,
    protocol: IDatagramProtocol,
    options: ListenMulticastOptions = {},
  ): Deferred<IMulticastTransport> {
    const { interface: host = "", maxPacketSize = null, listenMultiple = false } = options;
    return this.enter(() => {
      const asked = { port, protocol, interface: host, maxPacketSize, listenMultiple };
      return this.pumped.bind(
        () => this.pumped.reactor.listenMulticast(port, protocol, options),
        (socket) =>
          this.udpPorts.push(Object.assign(new MemoryUDPPort(this.pumped, socket), asked)),
      );
    });
  }

  // Descriptors.

  adoptStreamPort(fd: number, factory: IProtocolFactory): Deferred<IListeningPort> {
    return this.#requests.listen(
      factory,
      (watched) => this.pumped.reactor.adoptStreamPort(fd, watched),
      (server) => this.adoptedPorts.push(Object.assign(server, { fd, factory })),
    );
  }

  adoptStreamConnection<P extends IProtocol>(
    fd: number,
    factory: IProtocolFactory<P>,
  ): Deferred<P | null> {
    return this.enter(() => {
      let built: IProtocol | null = null;
      const watched = watchedFactory(factory, (protocol) => {
        built = protocol;
      });
      return this.pumped.connect(
        () => this.pumped.reactor.adoptStreamConnection(fd, watched),
        (attempt) => {
          const client = new MemoryClient(this.pumped, attempt, () => built);
          this.adoptedStreamConnections.push(Object.assign(client, { fd, factory }));
        },
      );
    });
  }

  /** The connection between an attempt and somebody who listens; {@link ConnectionCompleter} finds the two. */
  join(
    client: MemoryClient,
    server: MemoryServer,
    options: PumpOptions = {},
  ): IOPump<IProtocol | null, IProtocol | null> {
    return this.pumped.join(client, server, options);
  }
}

function askedTCP(
  port: number,
  factory: IProtocolFactory,
  { backlog = 50, interface: host = "" }: ListenTCPOptions,
): { port: number; factory: IProtocolFactory; backlog: number; interface: string } {
  return { port, factory, backlog, interface: host };
}

function withFields<C extends object, F extends object>(client: C, fields: F): C & F {
  return Object.assign(client, fields);
}
