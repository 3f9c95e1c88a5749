/**
 * Where a conformance case runs: two reactors that can reach each other, and time that passes.
 *
 * A case never sleeps and hopes: it lets time pass until something is so, with a limit.
 */
import type { Awaitable } from "../../deferred/index.ts";
import type {
  IAddress,
  IConnector,
  IListeningPort,
  IProtocolFactory,
  IReactorCore,
  IReactorRandom,
  IReactorTime,
} from "../../net/index.ts";
import type { StreamCarrier } from "./carrier.ts";
import type { Peer, Script } from "./peer.ts";
import { PeerFactory } from "./peer-factory.ts";
import { Waits } from "./waits.ts";

/** All that a reactor on any platform can do. */
export type ConformanceReactor = IReactorCore & IReactorTime & IReactorRandom;

/** What must be supplied to have a platform proved. Made anew for each case. */
export interface ConformanceSetup {
  readonly server: ConformanceReactor;
  /** May be the same reactor. */
  readonly client: ConformanceReactor;
  /** What connects the two. */
  readonly streams: StreamCarrier;
  /** Let a little time pass: on a simulated platform advance it, on a real one wait. */
  pass(): Awaitable<void>;
  /** Seconds on the server's clock that any wait may take. 60 by default. */
  readonly limitSeconds?: number;
}

const LIMIT = 60;

export class ConformanceWorld extends Waits {
  readonly server: ConformanceReactor;
  readonly client: ConformanceReactor;
  readonly streams: StreamCarrier;
  readonly #ports: IListeningPort[] = [];
  readonly #factories: PeerFactory[] = [];
  #at: IAddress | undefined;

  constructor(setup: ConformanceSetup) {
    super(setup.server, () => setup.pass(), setup.limitSeconds ?? LIMIT);
    this.server = setup.server;
    this.client = setup.client;
    this.streams = setup.streams;
  }

  /** @param at an address that was listened on before. */
  async listen(factory: IProtocolFactory, at?: IAddress): Promise<IListeningPort> {
    return await this.listenOn(this.streams, factory, at);
  }

  /** Over another carrier. */
  async listenOn(
    streams: StreamCarrier,
    factory: IProtocolFactory,
    at?: IAddress,
  ): Promise<IListeningPort> {
    const listening = await this.result(streams.listen(factory, at));
    this.#ports.push(listening);
    this.#at = listening.getHost();
    return listening;
  }

  /** To where was listened last, or `at`. */
  connect(factory: PeerFactory, at: IAddress = this.#at!, seconds = 5): IConnector {
    return this.connectOn(this.streams, factory, at, seconds);
  }

  connectOn(streams: StreamCarrier, factory: PeerFactory, at: IAddress, seconds = 5): IConnector {
    this.keep(factory);
    return streams.connect(at, factory, seconds);
  }

  /** What the factory has built is closed with this world. */
  keep(factory: PeerFactory): void {
    this.#factories.push(factory);
  }

  /** A server and a client that are connected. */
  async pair(server: Script, client: Script = {}): Promise<{ server: Peer; client: Peer }> {
    const servers = new PeerFactory(server);
    const clients = new PeerFactory(client);
    await this.listen(servers);
    this.connect(clients);
    this.keep(servers);
    await this.until("both are connected", () => {
      return servers.peers.length > 0 && clients.peers.length > 0 && servers.peer.events.length > 0;
    });
    return { server: servers.peer, client: clients.peer };
  }

  async bothLost(...peers: Peer[]): Promise<void> {
    await this.until("every connection has been lost", () =>
      peers.every((peer) => peer.reason !== undefined),
    );
    await this.settle();
  }

  /** Leave nothing open. */
  async close(): Promise<void> {
    for (const port of this.#ports) await this.result(port.stopListening());
    for (const { peers } of this.#factories)
      for (const peer of peers) if (peer.open) peer.transport.abortConnection();
    await this.until("nothing is open", () =>
      this.#factories.every(({ peers }) => peers.every((peer) => peer.reason !== undefined)),
    );
  }
}
