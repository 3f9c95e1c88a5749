/** WebSockets to be listened for, on any endpoint of ours. */
import { implementer } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";
import { type IReactorAdopting, listenUnlessAborted } from "../endpoints/index.ts";
import {
  type IStreamServerEndpoint as Below,
  type Cancellable,
  type IAddress,
  type IListeningPort,
  IProtocolFactory,
  IStreamServerEndpoint,
  type ISwitchableTransport,
} from "../net/index.ts";
import { factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import { ServerHandshake } from "./server-handshake.ts";
import { streamOptions, type WebSocketOptions } from "./websocket-options.ts";
import { WebSocketStream } from "./websocket-stream.ts";
import { type WSPackage, wsPackage } from "./ws-package.ts";

export interface WebSocketServerOptions extends WebSocketOptions {
  /** Requests for other paths are answered with 404; by default every path will do. */
  readonly path?: string;
  /** Subprotocols that can be chosen; the first that the client asks for is. */
  readonly protocols?: readonly string[];
  /**
   * Where a page may come from whose script connects, as `https://example.org`; others are answered with 403. By default
   * nobody looks: any page that a user of yours visits can connect in his name.
   */
  readonly origins?: readonly string[];
}

export class WebSocketServerEndpoint implements IStreamServerEndpoint {
  static {
    implementer(IStreamServerEndpoint)(this);
  }
  readonly #reactor: IReactorAdopting;
  readonly #below: Below;
  readonly #options: WebSocketServerOptions;
  readonly #ws: WSPackage;

  /**
   * @param endpoint what is listened on: TCP, TLS, a UNIX socket …
   *
   * Throws `RangeError` for a limit that is none, and `WebSocketPackageError` where the package `ws` is not installed.
   */
  constructor(
    reactor: IReactorAdopting,
    endpoint: IStreamServerEndpoint,
    options: WebSocketServerOptions = {},
  ) {
    this.#reactor = reactor;
    this.#below = endpoint;
    this.#options = options;
    this.#ws = wsPackage();
    // Whether it can be so.
    streamOptions(options);
  }

  /** A protocol is built when the upgrade has been agreed on. */
  listen(source: ProtocolSource, { signal }: Cancellable = {}): Deferred<IListeningPort> {
    const factory = new Upgrading(this.#reactor, this.#ws, factoryFrom(source), this.#options);
    return listenUnlessAborted(() => this.#below.listen(factory), signal);
  }

  toString(): string {
    return `WebSockets on ${this.#below}`;
  }
}

/** Builds what upgrades a connection, and then has the user's factory build the rest. */
class Upgrading implements IProtocolFactory {
  static {
    implementer(IProtocolFactory)(this);
  }
  readonly #reactor: IReactorAdopting;
  readonly #ws: WSPackage;
  readonly #factory: IProtocolFactory;
  readonly #options: WebSocketServerOptions;
  readonly #unfinished = new Set<ServerHandshake>();

  constructor(
    reactor: IReactorAdopting,
    ws: WSPackage,
    factory: IProtocolFactory,
    options: WebSocketServerOptions,
  ) {
    this.#reactor = reactor;
    this.#ws = ws;
    this.#factory = factory;
    this.#options = options;
  }

  doStart(): void {
    this.#factory.doStart();
  }

  /** What has not been upgraded will not be: the factory builds nothing any more. */
  doStop(): void {
    for (const handshake of [...this.#unfinished]) handshake.abandon();
    this.#factory.doStop();
  }

  buildProtocol(_peer: IAddress): ServerHandshake {
    const { path, protocols = [], origins, handshakeSeconds = 10 } = this.#options;
    const handshake = new ServerHandshake({
      rules: { path, protocols, origins },
      handshakeSeconds,
      clock: this.#reactor,
      upgraded: (transport, rest) => this.#upgraded(transport, rest),
      ended: (ended) => void this.#unfinished.delete(ended),
    });
    this.#unfinished.add(handshake);
    return handshake;
  }

  #upgraded(transport: ISwitchableTransport, rest: Uint8Array): void {
    const options = { ...streamOptions(this.#options), isServer: true };
    const stream = new WebSocketStream(this.#reactor, this.#ws, options);
    transport.setProtocol(stream);
    stream.makeConnection(transport);
    this.#reactor.adoptSocket(stream, this.#factory);
    if (rest.length > 0) stream.dataReceived(rest);
  }
}
