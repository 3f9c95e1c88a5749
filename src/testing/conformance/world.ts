/**
 * Where a conformance case runs: two reactors that can reach each other, and time that passes.
 *
 * A case never sleeps and hopes: it lets time pass until something is so, with a limit.
 */
import type { Awaitable, Deferred } from "../../deferred/index.ts";
import type {
  IConnector,
  IHostAddress,
  IListeningPort,
  IProtocolFactory,
  IReactorCore,
  IReactorRandom,
  IReactorTCP,
  IReactorTime,
} from "../../net/index.ts";
import { ConformanceError } from "./errors.ts";
import type { Peer, Script } from "./peer.ts";
import { PeerFactory } from "./peer-factory.ts";

/** All that a reactor on a platform with `tcp` can do. */
export type StreamReactor = IReactorCore & IReactorTime & IReactorRandom & IReactorTCP;

/** What must be supplied to have a platform proved. Made anew for each case. */
export interface ConformanceSetup {
  readonly server: StreamReactor;
  /** May be the same reactor. */
  readonly client: StreamReactor;
  /** The address that `server` listens on and `client` connects to. */
  readonly host: string;
  /** Let a little time pass: on a simulated platform advance it, on a real one wait. */
  pass(): Awaitable<void>;
}

/** Seconds on the server's clock that any wait may take. */
const LIMIT = 60;

export class ConformanceWorld {
  readonly server: StreamReactor;
  readonly client: StreamReactor;
  readonly host: string;
  readonly #setup: ConformanceSetup;
  readonly #ports: IListeningPort[] = [];
  readonly #factories: PeerFactory[] = [];
  #port = 0;

  constructor(setup: ConformanceSetup) {
    this.#setup = setup;
    this.server = setup.server;
    this.client = setup.client;
    this.host = setup.host;
  }

  /** Let time pass until `holds`. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const limit = this.server.seconds() + LIMIT;
    while (!holds()) {
      if (this.server.seconds() > limit) throw new ConformanceError(`waited in vain until ${what}`);
      await this.#setup.pass();
    }
  }

  /** Let some time pass in which something might happen that must not. */
  async settle(): Promise<void> {
    for (let i = 0; i < 20; i++) await this.#setup.pass();
  }

  /** The result of a Deferred, as time passes. */
  async result<T>(deferred: Deferred<T>): Promise<T> {
    let done = false;
    deferred.then(
      () => {
        done = true;
      },
      () => {
        done = true;
      },
    );
    await this.until("a Deferred has fired", () => done);
    return await deferred;
  }

  async listen(factory: IProtocolFactory, port = 0): Promise<IListeningPort> {
    const listening = await this.result(
      this.server.listenTCP(port, factory, { interface: this.host }),
    );
    this.#ports.push(listening);
    this.#port = (listening.getHost() as IHostAddress).port;
    return listening;
  }

  connect(factory: PeerFactory, port: number = this.#port, seconds = 5): IConnector {
    this.#factories.push(factory);
    return this.client.connectTCP(this.host, port, factory, { seconds });
  }

  /** A server and a client that are connected. */
  async pair(server: Script, client: Script = {}): Promise<{ server: Peer; client: Peer }> {
    const servers = new PeerFactory(server);
    const clients = new PeerFactory(client);
    await this.listen(servers);
    this.connect(clients);
    this.#factories.push(servers);
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
