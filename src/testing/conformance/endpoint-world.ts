/**
 * Where a case of endpoints runs: a place to listen on, a place that leads there, and time that passes.
 *
 * Rule: when it closes, nothing is left of what the case has made, neither open nor waiting.
 */
import type { Awaitable, Deferred } from "../../deferred/index.ts";
import type {
  Cancellable,
  IListeningPort,
  IReactorTime,
  IStreamClientEndpoint,
  IStreamServerEndpoint,
} from "../../net/index.ts";
import { type Leak, type Tracked, trackResources } from "../../resources/index.ts";
import type { Peer, Script } from "./peer.ts";
import { PeerFactory } from "./peer-factory.ts";
import { Waits } from "./waits.ts";

/** What must be supplied to have a pair of endpoints proved. Made anew for each case. */
export interface EndpointConformanceSetup {
  readonly server: IStreamServerEndpoint;
  /** What leads to `port`, on which `server` listens. */
  client(port: IListeningPort): IStreamClientEndpoint;
  /** Leads to where nobody listens; leave it out where there is no such place. */
  readonly nobody?: IStreamClientEndpoint;
  /** The class of the error there; `ConnectionRefusedError` by default. */
  readonly refusal?: string;
  /** Leads to where nobody answers, be it a refusal; leave it out where there is no such place. */
  readonly silent?: IStreamClientEndpoint;
  /** Can one direction be closed alone? `true` by default. */
  readonly halfClose?: boolean;
  /** How a connection ends that the peer aborts; `ConnectionLost` by default. */
  readonly aborted?: "ConnectionLost" | "ConnectionDone";
  /** How a connection ends for which the server has no protocol; `ConnectionDone` by default. */
  readonly unserved?: "ConnectionLost" | "ConnectionDone";
  /** What the client's end is called where that is in order; `ConnectionDone` by default, `ProcessDone` for a child. */
  readonly clientDone?: "ConnectionDone" | "ProcessDone";
  /** Is the client connected before it is known whether anybody is there, to a child say? `false` by default. */
  readonly connectsFirst?: boolean;
  /** Time, by which waits have a limit. */
  readonly clock: Pick<IReactorTime, "seconds">;
  /** Let a little time pass: on a simulated platform advance it, on a real one wait. */
  pass(): Awaitable<void>;
  /** Seconds that any wait may take; 60 by default. */
  readonly limitSeconds?: number;
  /** Called when the case is over. */
  close?(): Awaitable<void>;
}

const LIMIT = 60;

function describe(leaks: readonly Leak[]): string {
  return leaks.map(({ kind, description }) => `${kind}: ${description}`).join("\n");
}

export class EndpointWorld extends Waits {
  readonly setup: Required<Omit<EndpointConformanceSetup, "nobody" | "silent" | "clock">> &
    EndpointConformanceSetup;
  readonly #tracked: Tracked;
  readonly #ports: IListeningPort[] = [];
  readonly #factories: PeerFactory[] = [];
  #client: IStreamClientEndpoint | null = null;

  /** @param tracked from before the setup was made. */
  constructor(setup: EndpointConformanceSetup, tracked: Tracked = trackResources()) {
    super(setup.clock, () => setup.pass(), setup.limitSeconds ?? LIMIT);
    this.#tracked = tracked;
    this.setup = {
      server: setup.server,
      client: (port) => setup.client(port),
      ...(setup.nobody && { nobody: setup.nobody }),
      ...(setup.silent && { silent: setup.silent }),
      refusal: setup.refusal ?? "ConnectionRefusedError",
      halfClose: setup.halfClose ?? true,
      aborted: setup.aborted ?? "ConnectionLost",
      unserved: setup.unserved ?? "ConnectionDone",
      clientDone: setup.clientDone ?? "ConnectionDone",
      connectsFirst: setup.connectsFirst ?? false,
      clock: setup.clock,
      pass: () => setup.pass(),
      limitSeconds: setup.limitSeconds ?? LIMIT,
      close: () => setup.close?.(),
    };
  }

  async listen(factory: PeerFactory): Promise<IListeningPort> {
    return await this.listening(this.setup.server.listen(this.#kept(factory)));
  }

  /** The port that is being opened; it is closed with this world. */
  async listening(opening: Deferred<IListeningPort>): Promise<IListeningPort> {
    const port = await this.result(opening);
    this.#ports.push(port);
    this.#client = this.setup.client(port);
    return port;
  }

  /** To where was listened last. */
  connect(factory: PeerFactory, options: Cancellable = {}): Deferred<Peer> {
    return this.connectTo(this.#client!, factory, options);
  }

  connectTo(
    endpoint: IStreamClientEndpoint,
    factory: PeerFactory,
    options: Cancellable = {},
  ): Deferred<Peer> {
    return endpoint.connect(this.#kept(factory), options);
  }

  /** A server and a client that are connected. */
  async pair(server: Script = {}, client: Script = {}): Promise<{ server: Peer; client: Peer }> {
    const servers = new PeerFactory(server);
    await this.listen(servers);
    const connected = await this.result(this.connect(new PeerFactory(client)));
    await this.until("the server has its protocol", () => servers.peers[0]?.events[0] === "made");
    return { server: servers.peer, client: connected };
  }

  async lost(...peers: readonly Peer[]): Promise<void> {
    await this.until("every connection has been lost", () =>
      peers.every((peer) => peer.reason !== undefined),
    );
    await this.settle();
  }

  /** Leave nothing, and find that nothing is left. */
  async close(): Promise<void> {
    try {
      for (const port of this.#ports) await this.result(port.stopListening());
      for (const { peers } of this.#factories)
        for (const peer of peers) if (peer.open) peer.transport.abortConnection();
      await this.until("every connection has ended", () =>
        this.#factories.every(({ peers }) => peers.every((peer) => !peer.open)),
      );
      await this.#nothingIsLeft();
    } finally {
      this.#tracked.stop();
      await this.setup.close();
    }
  }

  async #nothingIsLeft(): Promise<void> {
    const left = (): string => describe(this.#tracked.leaks());
    for (let i = 0; i < 100 && left() !== ""; i++) await this.setup.pass();
    await this.until(`nothing is left of this:\n${left()}`, () => left() === "");
    for (const { events } of this.#factories) {
      const count = (event: string): number => events.filter((one) => one === event).length;
      await this.until("every factory that was started has been stopped", () => {
        return count("start") === count("stop");
      });
    }
  }

  #kept(factory: PeerFactory): PeerFactory {
    this.#factories.push(factory);
    return factory;
  }
}
