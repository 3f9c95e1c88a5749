/**
 * All streams of one reactor, whatever carries them: what it listens on, connects to and is connected with.
 *
 * Rule: once the reactor closes them (R12), nothing begins any more.
 */
import type { Deferred } from "../deferred/index.ts";
import type {
  ConnectionWatcher,
  IClientFactory,
  IConnector,
  IListeningPort,
  IProtocol,
  IProtocolFactory,
  TLSOptions,
} from "../net/index.ts";
import type { Listener, PlatformError, Socket, StreamAddress } from "../platform/index.ts";
import { type ResourceOwner, tracking } from "../resources/index.ts";
import { accept } from "./accept.ts";
import { Connector, type ConnectorContext, type Destination } from "./connector.ts";
import { ListeningPort } from "./listening-port.ts";
import { nameOf } from "./stream-address.ts";
import { type StreamResources, type StreamsThatLive, streamResources } from "./stream-resources.ts";
import type { StreamTransport, TransportContext } from "./stream-transport.ts";
import { whenListening } from "./when-listening.ts";

/** What the streams need of their reactor. */
export type StreamsContext = Omit<TransportContext, "ended"> & {
  readonly owner?: ResourceOwner;
  soon(run: () => void): void;
};

/** What builds the protocol of one connection, and what hears how it goes. */
export type Watched<P extends IProtocol> = [
  factory: IProtocolFactory<P>,
  watcher?: ConnectionWatcher<P> | undefined,
];

export type AllStreams = Omit<StreamsThatLive, "owner"> & {
  /** How many connections there have been. */
  readonly soFar: number;
};

/** Asks the platform to listen. */
export type Open = (
  accept: (socket: Socket) => void,
  failed: (error: PlatformError) => void,
) => Deferred<Listener>;

export class Streams {
  readonly #context: ConnectorContext;
  readonly #ports = new Set<ListeningPort>();
  readonly #connectors = new Set<Connector>();
  readonly #transports = new Set<StreamTransport>();
  readonly #others = new Set<() => void>();
  readonly #resources: StreamResources;
  #soFar = 0;
  #closing = false;

  constructor(context: StreamsContext) {
    const isClosing = (): boolean => this.#closing;
    this.#resources = streamResources({
      ports: this.#ports,
      connectors: this.#connectors,
      transports: this.#transports,
      owner: context.owner,
    });
    this.#context = {
      ...context,
      get closing() {
        return isClosing();
      },
      began: (transport) => {
        this.#soFar += 1;
        this.#transports.add(transport);
        if (transport.origin instanceof ListeningPort) transport.origin.connections += 1;
        tracking?.began(transport, this.#resources.connection);
      },
      ended: (transport) => {
        if (!this.#transports.delete(transport)) return;
        if (transport.origin instanceof ListeningPort) transport.origin.connections -= 1;
      },
      portClosed: (port) => this.#ports.delete(port),
      connecting: (connector) => {
        this.#connectors.add(connector);
        tracking?.began(connector, this.#resources.attempt);
      },
      notConnecting: (connector) => this.#connectors.delete(connector),
    };
  }

  /** What there is, for who inspects the reactor. */
  get all(): AllStreams {
    return {
      ports: this.#ports,
      connectors: this.#connectors,
      transports: this.#transports,
      soFar: this.#soFar,
    };
  }

  listen(
    at: StreamAddress,
    open: Open,
    factory: IProtocolFactory,
    tls: TLSOptions | null = null,
  ): Deferred<IListeningPort> {
    // Now, and not at the first connection, is the time to say what is wrong with a key.
    if (tls !== null) this.#context.tls.get(tls);
    const listening = new ListeningPort(this.#context, factory, tls);
    const opening = open(
      (socket) => listening.accept(socket),
      (error) => listening.acceptFailed(error),
    );
    tracking?.began(
      listening,
      this.#resources.port(() => !opening.called, nameOf(at)),
    );
    const isClosing = (): boolean => this.#closing;
    return whenListening(opening, at, isClosing, (listener): IListeningPort => {
      this.#ports.add(listening);
      return listening.opened(listener);
    });
  }

  connect(destination: Destination, factory: IClientFactory, seconds = 30): IConnector {
    const connector = new Connector(this.#context, destination, factory, seconds);
    connector.connect();
    return connector;
  }

  /** A connection that is there already. */
  adopt<P extends IProtocol>(socket: Socket, ...[factory, watcher]: Watched<P>): P | null {
    return accept(this.#context, socket, this.#closing ? null : factory, { watcher });
  }

  /** Something else that is to end with these; gives what takes it back. */
  endWithThese(end: () => void): () => void {
    const once = (): void => {
      if (this.#others.delete(once)) end();
    };
    this.#others.add(once);
    return () => void this.#others.delete(once);
  }

  /** Each transport ends with `ConnectionLost`, without a flush; ports and attempts are closed. */
  closeAll(): void {
    this.#closing = true;
    // First: who waits to try again is not to hear of what is closed for it.
    for (const end of [...this.#others]) end();
    for (const port of [...this.#ports]) port.stopListening();
    for (const connector of [...this.#connectors]) connector.stop();
    for (const transport of [...this.#transports]) transport.stop();
  }
}
