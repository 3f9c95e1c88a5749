/** A WebSocket server to connect to, over any endpoint of ours. */
import { randomBytes } from "node:crypto";
import { implementer } from "../components/index.ts";
import { Deferred, withSignal } from "../deferred/index.ts";
import {
  clientFromString,
  connectAdopted,
  type IReactorAdopting,
  quoteStringArgument,
} from "../endpoints/index.ts";
import {
  type Cancellable,
  ConnectingCancelledError,
  type IProtocol,
  type IProtocolFactory,
  IStreamClientEndpoint,
  type ISwitchableTransport,
} from "../net/index.ts";
import { factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import { ClientHandshake } from "./client-handshake.ts";
import { requestBytes, type UpgradeRequest } from "./upgrade.ts";
import { streamOptions, type WebSocketOptions } from "./websocket-options.ts";
import { WebSocketStream, type WebSocketStreamOptions } from "./websocket-stream.ts";
import { type WSPackage, wsPackage } from "./ws-package.ts";

export interface WebSocketClientOptions extends WebSocketOptions {
  /** What to connect to; by default the host and port of the URL, for `wss:` by TLS. */
  readonly endpoint?: IStreamClientEndpoint;
  /** Subprotocols to ask for, the best first; the connection fails where the server chooses none of them. */
  readonly protocols?: readonly string[];
  /** More of the request: `Authorization`, `Cookie`, `Origin` … */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * So many bytes that nobody can foresee, for keys; by default `node:crypto` makes them. To have a simulated run send the
   * same bytes each time, give it chance of its own.
   */
  readonly entropy?: (bytes: number) => Uint8Array;
}

export class WebSocketClientEndpoint implements IStreamClientEndpoint {
  static {
    implementer(IStreamClientEndpoint)(this);
  }
  readonly #reactor: IReactorAdopting;
  readonly #url: string;
  readonly #below: IStreamClientEndpoint;
  readonly #request: UpgradeRequest;
  readonly #handshakeSeconds: number;
  readonly #entropy: (bytes: number) => Uint8Array;
  readonly #stream: Pick<
    WebSocketStreamOptions,
    "maxPayload" | "closeSeconds" | "pingSeconds" | "entropy"
  >;
  readonly #ws: WSPackage;

  /**
   * @param url `ws://host:port/path?query` or `wss:…`.
   *
   * Throws `RangeError` for what is no such URL, no header or no name of a protocol, and `WebSocketPackageError` where the
   * package `ws` is not installed.
   */
  constructor(reactor: IReactorAdopting, url: string, options: WebSocketClientOptions = {}) {
    const { endpoint, protocols = [], headers = {}, handshakeSeconds = 10, entropy } = options;
    const parsed = URL.canParse(url) ? new URL(url) : null;
    if (parsed === null || !/^wss?:$/.test(parsed.protocol) || parsed.hash || parsed.username)
      throw new RangeError(`no URL of a WebSocket: ${JSON.stringify(url)}`);
    this.#reactor = reactor;
    this.#url = url;
    this.#below = endpoint ?? endpointFor(reactor, parsed);
    const path = `${parsed.pathname}${parsed.search}`;
    this.#request = { host: parsed.host, path, protocols, headers };
    this.#handshakeSeconds = handshakeSeconds;
    this.#entropy = entropy ?? randomBytes;
    this.#stream = { ...streamOptions(options), entropy };
    this.#ws = wsPackage();
    // Whether all of it can be said.
    requestBytes(this.#request, "");
  }

  /**
   * Besides what the endpoint below fails with: `WebSocketUpgradeError` where the server does not agree, `TimeoutError`
   * where it takes too long.
   */
  connect<P extends IProtocol>(
    source: ProtocolSource<P>,
    { signal }: Cancellable = {},
  ): Deferred<P> {
    const factory = factoryFrom(source);
    factory.doStart();
    const handshake = this.#handshake(factory, (thrown) => failed(thrown));
    const connected = new Deferred<P>(() => {
      below.cancel();
      failed(new ConnectingCancelledError(`connecting to ${this} was cancelled`));
    });
    const failed = (thrown: unknown): void => {
      if (connected.called) return;
      const begun = handshake.protocol.done;
      handshake.protocol.abandon();
      connected.errback(thrown);
      // Else it is stopped when the connection that there is has ended.
      if (!begun) factory.doStop();
    };
    handshake.connected = connected;
    const below = this.#below.connect(factoryFrom(() => handshake.protocol));
    below.addErrback(({ value }) => failed(value));
    return withSignal(connected, signal);
  }

  #handshake<P extends IProtocol>(
    factory: IProtocolFactory<P>,
    failed: (thrown: unknown) => void,
  ): { readonly protocol: ClientHandshake; connected: Deferred<P> | null } {
    const result: { protocol: ClientHandshake; connected: Deferred<P> | null } = {
      connected: null,
      protocol: new ClientHandshake({
        request: this.#request,
        key: Buffer.from(this.#entropy(16)).toString("base64"),
        handshakeSeconds: this.#handshakeSeconds,
        to: String(this),
        callLater: (seconds, callable) => this.#reactor.callLater(seconds, callable),
        failed,
        upgraded: (transport, rest) => this.#upgraded(transport, rest, factory, result.connected!),
      }),
    };
    return result;
  }

  #upgraded<P extends IProtocol>(
    transport: ISwitchableTransport,
    rest: Uint8Array,
    factory: IProtocolFactory<P>,
    connected: Deferred<P>,
  ): void {
    const closed = (): void => factory.doStop();
    const options = { ...this.#stream, isServer: false, closed };
    const stream = new WebSocketStream(this.#reactor, this.#ws, options);
    transport.setProtocol(stream);
    stream.makeConnection(transport);
    connectAdopted(this.#reactor, stream, factory, connected);
    if (rest.length > 0) stream.dataReceived(rest);
  }

  toString(): string {
    return this.#url;
  }
}

function endpointFor(reactor: object, { protocol, hostname, port }: URL): IStreamClientEndpoint {
  const host = quoteStringArgument(hostname.replace(/^\[|\]$/g, ""));
  return protocol === "ws:"
    ? clientFromString(reactor, `tcp:${host}:${port || 80}`)
    : clientFromString(reactor, `tls:${host}:${port || 443}`);
}
