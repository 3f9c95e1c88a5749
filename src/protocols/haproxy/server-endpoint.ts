/** A place to listen on, behind a proxy. */
import { implementer } from "../../components/index.ts";
import type { Deferred } from "../../deferred/index.ts";
import { type Cancellable, type IListeningPort, IStreamServerEndpoint } from "../../net/index.ts";
import type { ProtocolSource } from "../protocol-source.ts";
import { trustedBy } from "./trusted-peers.ts";
import { type HAProxyOptions, HAProxyWrappingFactory } from "./wrapping-factory.ts";

export class HAProxyServerEndpoint implements IStreamServerEndpoint {
  static {
    implementer(IStreamServerEndpoint)(this);
  }
  readonly #endpoint: IStreamServerEndpoint;
  readonly #options: HAProxyOptions;

  constructor(endpoint: IStreamServerEndpoint, options: HAProxyOptions) {
    this.#endpoint = endpoint;
    this.#options = options;
    // A mistake in the list is told now.
    if (options.trusted !== undefined) trustedBy(options.trusted);
  }

  listen(source: ProtocolSource, options?: Cancellable): Deferred<IListeningPort> {
    return this.#endpoint.listen(new HAProxyWrappingFactory(source, this.#options), options);
  }

  toString(): string {
    return `${this.#endpoint} (PROXY)`;
  }
}

/**
 * `endpoint`, each connection of which begins with a header of the PROXY protocol, of either version: `getPeer` and
 * `getHost` are those of the client, and `connectionMade` is called when the header is there. TLS that clients speak goes
 * around this: `wrapServerTLS(certificateOptions, proxyEndpoint(…))`.
 */
export function proxyEndpoint(
  endpoint: IStreamServerEndpoint,
  options: HAProxyOptions,
): HAProxyServerEndpoint {
  return new HAProxyServerEndpoint(endpoint, options);
}
