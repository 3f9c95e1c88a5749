/** A WebSocket server to connect to, over any endpoint of ours. */
import { randomBytes } from "node:crypto";
import { implementer } from "../components/index.ts";
import { CancelledError, Deferred } from "../deferred/index.ts";
import {
  clientFromString,
  connectByAdopting,
  type IReactorAdopting,
  quoteStringArgument,
} from "../endpoints/index.ts";
import { type Cancellable, type IProtocol, IStreamClientEndpoint } from "../net/index.ts";
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

interface Upgraded {
  readonly stream: WebSocketStream;
  readonly rest: Uint8Array;
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
  readonly #stream: WebSocketStreamOptions;
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
    this.#stream = { ...streamOptions(options), isServer: false, entropy };
    this.#ws = wsPackage();
    // Whether all of it can be said.
    requestBytes(this.#request, "");
  }

  /**
   * Besides what the endpoint below fails with: `WebSocketUpgradeError` where the server does not agree, `TimeoutError`
   * where it takes too long.
   */
  connect<P extends IProtocol>(source: ProtocolSource<P>, options: Cancellable = {}): Deferred<P> {
    return connectByAdopting(source, options, `${this}`, (factory, watcher) =>
      this.#upgrade().addCallback(({ stream, rest }) => {
        const protocol = this.#reactor.adoptSocket(stream, factory, watcher);
        if (rest.length > 0) stream.dataReceived(rest);
        return protocol;
      }),
    );
  }

  /** Connect, and ask: the stream that there is then, and the bytes that have come for it already. */
  #upgrade(): Deferred<Upgraded> {
    const upgraded = new Deferred<Upgraded>(() => {
      below.cancel();
      failed(new CancelledError());
    });
    const failed = (thrown: unknown): void => {
      if (upgraded.called) return;
      handshake.abandon();
      upgraded.errback(thrown);
    };
    const handshake = new ClientHandshake({
      request: this.#request,
      key: Buffer.from(this.#entropy(16)).toString("base64"),
      handshakeSeconds: this.#handshakeSeconds,
      to: `${this}`,
      clock: this.#reactor,
      failed,
      upgraded: (transport, rest) => {
        const stream = new WebSocketStream(this.#reactor, this.#ws, this.#stream);
        transport.setProtocol(stream);
        stream.makeConnection(transport);
        upgraded.callback({ stream, rest });
      },
    });
    const below = this.#below.connect(factoryFrom(() => handshake));
    below.addErrback(({ value }) => failed(value));
    return upgraded;
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
