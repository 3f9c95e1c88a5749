/** A TCP port on which TLS is spoken from the first byte. */
import { implementer } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";
import {
  type Cancellable,
  type CertificateOptions,
  type IListeningPort,
  type IReactorSSL,
  IStreamServerEndpoint,
  type ListenTCPOptions,
} from "../net/index.ts";
import { factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import { listenUnlessAborted } from "./listen-unless-aborted.ts";

/** As for a port of TCP, and whose certificate is shown there. */
export interface SSLServerEndpointOptions extends ListenTCPOptions {
  /** The key and the certificate. */
  readonly tls: CertificateOptions;
}

/** Unlike `wrapServerTLS` over TCP it says at once, when it listens, what is wrong with the key or the certificate. */
export class SSLServerEndpoint implements IStreamServerEndpoint {
  static {
    implementer(IStreamServerEndpoint)(this);
  }
  readonly #reactor: IReactorSSL;
  readonly #port: number;
  readonly #tls: CertificateOptions;
  readonly #options: ListenTCPOptions;

  constructor(reactor: IReactorSSL, port: number, { tls, ...options }: SSLServerEndpointOptions) {
    this.#reactor = reactor;
    this.#port = port;
    this.#tls = tls;
    this.#options = options;
  }

  /** Fails with `CannotListenError`, or with what is wrong with the key or the certificate. */
  listen(source: ProtocolSource, { signal }: Cancellable = {}): Deferred<IListeningPort> {
    const factory = factoryFrom(source);
    return listenUnlessAborted(
      () => this.#reactor.listenSSL(this.#port, factory, this.#tls, this.#options),
      signal,
    );
  }

  toString(): string {
    return `tls port ${this.#port}`;
  }
}
