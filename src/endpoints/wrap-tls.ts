/** TLS from the first byte over any endpoint: that of a proxy's connection, a UNIX socket, a child process. */
import { implementer } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";
import {
  type Cancellable,
  CertificateOptions,
  ClientTLSOptions,
  type IListeningPort,
  type IProtocol,
  type IProtocolFactory,
  IProtocolNegotiationFactory,
  IStreamClientEndpoint,
  IStreamServerEndpoint,
  type TLSOptions,
} from "../net/index.ts";
import {
  checkedProtocol,
  factoryFrom,
  type ProtocolSource,
  StandInFactory,
} from "../protocols/index.ts";
import type { StreamClientEndpoint, StreamServerEndpoint } from "./parser.ts";
import { TLSFirst } from "./tls-first.ts";

/**
 * `endpoint`, spoken TLS over: `wrapClientTLS(optionsForClientTLS("example.org"), new HostnameEndpoint(reactor, "example.org", 443))`.
 *
 * What connects is the protocol that the factory has built, itself (E5), after its `connectionMade`, which is before the
 * handshake (X23). Fails with `NotSupportedError` over what has no TLS.
 */
export function wrapClientTLS(
  options: ClientTLSOptions,
  endpoint: IStreamClientEndpoint,
): StreamClientEndpoint {
  return new TLSClientEndpoint(options, endpoint);
}

/**
 * `endpoint`, on which TLS is spoken. What is wrong with the key is known only when somebody connects; `SSLServerEndpoint`,
 * over TCP, knows it at once.
 */
export function wrapServerTLS(
  options: CertificateOptions,
  endpoint: IStreamServerEndpoint,
): StreamServerEndpoint {
  return new TLSServerEndpoint(options, endpoint);
}

class TLSClientEndpoint implements StreamClientEndpoint {
  static {
    implementer(IStreamClientEndpoint)(this);
  }
  readonly #tls: Negotiable<ClientTLSOptions>;
  readonly #endpoint: IStreamClientEndpoint;

  constructor(options: ClientTLSOptions, endpoint: IStreamClientEndpoint) {
    this.#tls = new Negotiable(
      options,
      (acceptableProtocols) =>
        new ClientTLSOptions(options.hostname, { ...given(options), acceptableProtocols }),
    );
    this.#endpoint = endpoint;
  }

  connect<P extends IProtocol>(source: ProtocolSource<P>, options: Cancellable = {}): Deferred<P> {
    const factory = beginningTLS(factoryFrom(source), this.#tls, { isAwaited: true });
    return this.#endpoint.connect(factory, options).addCallback(({ protocol, refusal }): P => {
      if (refusal !== null) throw refusal;
      return protocol;
    });
  }

  toString(): string {
    return `TLS over ${this.#endpoint}`;
  }
}

class TLSServerEndpoint implements StreamServerEndpoint {
  static {
    implementer(IStreamServerEndpoint)(this);
  }
  readonly #tls: Negotiable<CertificateOptions>;
  readonly #endpoint: IStreamServerEndpoint;

  constructor(options: CertificateOptions, endpoint: IStreamServerEndpoint) {
    const { privateKey, certificate, forName } = options;
    this.#tls = new Negotiable(
      options,
      (acceptableProtocols) =>
        new CertificateOptions({
          ...given(options),
          privateKey,
          certificate,
          ...(forName && { forName }),
          acceptableProtocols,
        }),
    );
    this.#endpoint = endpoint;
  }

  listen(source: ProtocolSource, options: Cancellable = {}): Deferred<IListeningPort> {
    const factory = beginningTLS(factoryFrom(source), this.#tls, { isAwaited: false });
    return this.#endpoint.listen(factory, options);
  }

  toString(): string {
    return `TLS over ${this.#endpoint}`;
  }
}

/** Options that a factory may add its protocols to (ALPN); each addition is made once, as what is configured is read once. */
class Negotiable<O extends TLSOptions> {
  readonly #options: O;
  readonly #withProtocols: (protocols: readonly string[]) => O;
  readonly #made = new Map<string, O>();

  constructor(options: O, withProtocols: (protocols: readonly string[]) => O) {
    this.#options = options;
    this.#withProtocols = withProtocols;
  }

  for(factory: IProtocolFactory): O {
    if (this.#options.acceptableProtocols || !IProtocolNegotiationFactory.providedBy(factory))
      return this.#options;
    const protocols = (factory as unknown as IProtocolNegotiationFactory).acceptableProtocols();
    const key = JSON.stringify(protocols);
    let options = this.#made.get(key);
    if (options === undefined) {
      options = this.#withProtocols(protocols);
      this.#made.set(key, options);
    }
    return options;
  }
}

function beginningTLS<P extends IProtocol>(
  factory: IProtocolFactory<P>,
  tls: Negotiable<TLSOptions>,
  { isAwaited }: { readonly isAwaited: boolean },
): IProtocolFactory<TLSFirst<P>> {
  return new StandInFactory(factory, (peer) => {
    const protocol = checkedProtocol(factory, peer);
    return protocol && new TLSFirst(protocol, tls.for(factory), isAwaited);
  });
}

function given({
  trustRoots,
  privateKey,
  certificate,
  minimumVersion,
  handshakeSeconds,
}: TLSOptions) {
  return {
    ...(trustRoots && { trustRoot: trustRoots }),
    ...(privateKey !== undefined && { privateKey }),
    ...(certificate !== undefined && { certificate }),
    minimumVersion,
    handshakeSeconds,
  };
}
