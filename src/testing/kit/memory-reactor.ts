/**
 * A reactor that remembers what it was asked for, and connects nobody unless a test says so.
 *
 * Rule: it is the production reactor on a pumped platform. Connectors, ports, triggers and time limits do what they
 * do anywhere; only what would reach the world waits for the test.
 */
import { implementer } from "../../components/index.ts";
import type { Awaitable, Deferred } from "../../deferred/index.ts";
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
  IReactorCore,
  IReactorFDSet,
  IReactorMulticast,
  IReactorSocket,
  IReactorSSL,
  IReactorTCP,
  IReactorUDP,
  IReactorUNIX,
  type IReadDescriptor,
  type IWriteDescriptor,
  type ListenMulticastOptions,
  type ListenTCPOptions,
  type ListenUDPOptions,
  type ListenUNIXOptions,
  type SystemEventPhase,
  type TriggerHandle,
} from "../../net/index.ts";
import type { TLSPlatform } from "../../platform/index.ts";
import { Clock } from "../../time/index.ts";
import type { IOPump, PumpOptions } from "./io-pump.ts";
import {
  type AdoptedPort,
  type AdoptedStreamConnection,
  MemoryClient,
  MemoryServer,
  MemoryUDPPort,
  type SSLClientRequest,
  type SSLServerRequest,
  type TCPClientRequest,
  type TCPServerRequest,
  type UDPPortRequest,
  type UNIXClientRequest,
  type UNIXServerRequest,
} from "./memory-requests.ts";
import { PumpedReactor } from "./pumped-reactor.ts";
import type { PumpedAttempt } from "./pumped-streams.ts";
import { watchedFactory } from "./watched-factory.ts";

export interface MemoryReactorOptions {
  /** What encrypts; without it `listenSSL` and `connectSSL` are remembered, and nothing is encrypted. */
  readonly tls?: TLSPlatform;
}

type Trigger = () => Awaitable<unknown>;
type Triggers = Readonly<Record<SystemEventPhase, Record<string, Trigger[]>>>;

/** An attempt that a connector made, with what makes the request of its next one. */
interface Attempts {
  readonly connector: () => IConnector | null;
  current: PumpedAttempt;
  again(attempt: PumpedAttempt): void;
}

/** After `twisted.internet.testing.MemoryReactor`. */
export class MemoryReactor
  implements
    IReactorCore,
    IReactorTCP,
    IReactorSSL,
    IReactorUNIX,
    IReactorUDP,
    IReactorMulticast,
    IReactorSocket,
    IReactorFDSet
{
  static {
    implementer(
      IReactorCore,
      IReactorTCP,
      IReactorSSL,
      IReactorUNIX,
      IReactorUDP,
      IReactorMulticast,
      IReactorSocket,
      IReactorFDSet,
    )(this);
  }
  hasRun = false;
  hasStopped = false;
  hasCrashed = false;
  /** What `callWhenRunning` and `addSystemEventTrigger` were given. */
  readonly whenRunningHooks: (() => unknown)[] = [];
  readonly triggers: Triggers = { before: {}, during: {}, after: {} };

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
  readonly readers: Set<IReadDescriptor> = new Set();
  readonly writers: Set<IWriteDescriptor> = new Set();

  /** For `MemoryReactorClock`. */
  protected readonly clock: Clock = new Clock();
  protected readonly pumped: PumpedReactor;
  readonly #triggersOf = new WeakMap<TriggerHandle, Trigger>();
  readonly #attempts: Attempts[] = [];

  constructor({ tls }: MemoryReactorOptions = {}) {
    this.pumped = new PumpedReactor({
      clock: this.clock,
      tls,
      again: (attempt) => this.#again(attempt),
    });
  }

  // Starting and stopping.

  get running(): boolean {
    return this.pumped.reactor.running;
  }

  run(): Deferred<void> {
    this.hasRun = true;
    return this.#enter(() => this.pumped.reactor.run());
  }

  stop(): void {
    this.hasStopped = true;
    this.#enter(() => this.pumped.reactor.stop());
  }

  crash(): void {
    this.hasCrashed = true;
    this.#enter(() => this.pumped.reactor.crash());
  }

  callWhenRunning(f: () => unknown): TriggerHandle | null {
    this.whenRunningHooks.push(f);
    return this.#enter(() => this.pumped.reactor.callWhenRunning(f));
  }

  addSystemEventTrigger(phase: SystemEventPhase, event: string, trigger: Trigger): TriggerHandle {
    const handle = this.pumped.reactor.addSystemEventTrigger(phase, event, trigger);
    const triggers = this.triggers[phase];
    triggers[event] = [...(triggers[event] ?? []), trigger];
    this.#triggersOf.set(handle, trigger);
    return handle;
  }

  removeSystemEventTrigger(handle: TriggerHandle): void {
    this.pumped.reactor.removeSystemEventTrigger(handle);
    const triggers = this.triggers[handle.phase][handle.event];
    const trigger = this.#triggersOf.get(handle);
    if (triggers && trigger) triggers.splice(triggers.indexOf(trigger), 1);
  }

  fireSystemEvent(event: string): void {
    this.#enter(() => this.pumped.reactor.fireSystemEvent(event));
  }

  // TCP, and TLS over it.

  listenTCP(
    port: number,
    factory: IProtocolFactory,
    options: ListenTCPOptions = {},
  ): Deferred<IListeningPort> {
    return this.#listen(
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
    return this.#listen(
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
    return this.#connect(
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
    return this.#connect(
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
    return this.#listen(
      factory,
      (watched) => this.pumped.reactor.listenUNIX(path, watched),
      (server) =>
        this.unixServers.push(Object.assign(server, { path, factory, backlog, mode, wantPID })),
    );
  }

  connectUNIX(path: string, factory: IClientFactory, options: ConnectUNIXOptions = {}): IConnector {
    const { seconds = 30, checkPID = false } = options;
    return this.#connect(
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
    return this.#enter(() => {
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
    return this.#listen(
      factory,
      (watched) => this.pumped.reactor.adoptStreamPort(fd, watched),
      (server) => this.adoptedPorts.push(Object.assign(server, { fd, factory })),
    );
  }

  adoptStreamConnection<P extends IProtocol>(
    fd: number,
    factory: IProtocolFactory<P>,
  ): Deferred<P | null> {
    return this.#enter(() => {
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

  addReader(reader: IReadDescriptor): void {
    this.readers.add(reader);
  }

  addWriter(writer: IWriteDescriptor): void {
    this.writers.add(writer);
  }

  removeReader(reader: IReadDescriptor): void {
    this.readers.delete(reader);
  }

  removeWriter(writer: IWriteDescriptor): void {
    this.writers.delete(writer);
  }

  removeAll(): (IReadDescriptor | IWriteDescriptor)[] {
    const all = new Set([...this.readers, ...this.writers]);
    this.readers.clear();
    this.writers.clear();
    return [...all];
  }

  getReaders(): IReadDescriptor[] {
    return [...this.readers];
  }

  getWriters(): IWriteDescriptor[] {
    return [...this.writers];
  }

  /** The connection between an attempt and somebody who listens; {@link ConnectionCompleter} finds the two. */
  join(
    client: MemoryClient,
    server: MemoryServer,
    options: PumpOptions = {},
  ): IOPump<IProtocol | null, IProtocol | null> {
    return this.pumped.join(client, server, options);
  }

  // How it is remembered.

  #enter<T>(act: () => T): T {
    return this.pumped.platform.enter(act);
  }

  #listen(
    factory: IProtocolFactory,
    listen: (watched: IProtocolFactory) => Deferred<IListeningPort>,
    remember: (server: MemoryServer) => void,
  ): Deferred<IListeningPort> {
    return this.#enter(() => {
      let built: IProtocol | null = null;
      const watched = watchedFactory(factory, (protocol) => {
        built = protocol;
      });
      return this.pumped.listen(
        () => listen(watched),
        (asked) => remember(new MemoryServer(this.pumped, asked, () => built)),
      );
    });
  }

  #connect(
    factory: IClientFactory,
    connect: (watched: IClientFactory) => IConnector,
    remember: (client: MemoryClient & { readonly connector: IConnector }) => void,
  ): IConnector {
    return this.#enter(() => {
      let connector: IConnector | null = null;
      /** What the attempt that goes on has built; each request sees its own. */
      let building: { protocol: IProtocol | null } = { protocol: null };
      const watched = watchedFactory(factory, (protocol) => {
        building.protocol = protocol;
      });
      const began = (attempt: PumpedAttempt): void => {
        const built = { protocol: null };
        building = built;
        const client = new MemoryClient(this.pumped, attempt, () => built.protocol);
        remember(withConnector(client, () => connector!));
      };
      connector = this.pumped.connect(
        () => connect(watched),
        (attempt) => {
          const attempts = { connector: () => connector, current: attempt, again: began };
          this.#attempts.push(attempts);
          began(attempt);
        },
      );
      this.connectors.push(connector);
      return connector;
    });
  }

  /** Whose attempt is it? Of the connector that connects (or is not back yet), and has none that goes on. */
  #again(attempt: PumpedAttempt): void {
    const whose = this.#attempts.find(
      ({ connector, current }) =>
        !current.pending && (connector()?.state ?? "connecting") === "connecting",
    );
    if (whose === undefined) return;
    whose.current = attempt;
    whose.again(attempt);
  }
}

function askedTCP(
  port: number,
  factory: IProtocolFactory,
  { backlog = 50, interface: host = "" }: ListenTCPOptions,
): { port: number; factory: IProtocolFactory; backlog: number; interface: string } {
  return { port, factory, backlog, interface: host };
}

/** The connector is known only after the platform was asked. */
function withConnector(
  client: MemoryClient,
  connector: () => IConnector,
): MemoryClient & { readonly connector: IConnector } {
  return Object.defineProperty(client, "connector", {
    get: connector,
    enumerable: true,
  }) as MemoryClient & { readonly connector: IConnector };
}

function withFields<C extends object, F extends object>(client: C, fields: F): C & F {
  return Object.assign(client, fields);
}
