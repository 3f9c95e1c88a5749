/** A place to listen on, behind a proxy. */
import { implementer } from "../../components/index.ts";
import type { Deferred } from "../../deferred/index.ts";
import {
  type Cancellable,
  type IListeningPort,
  type IReactorTime,
  IStreamServerEndpoint,
} from "../../net/index.ts";
import type { ProtocolSource } from "../protocol-source.ts";
import { trustedBy } from "./trusted-peers.ts";
import { type HAProxyOptions, HAProxyWrappingFactory } from "./wrapping-factory.ts";

export class HAProxyServerEndpoint implements IStreamServerEndpoint {
  static {
    implementer(IStreamServerEndpoint)(this);
  }
  readonly #endpoint: IStreamServerEndpoint;
  readonly #clock: Pick<IReactorTime, "callLater">;
  readonly #options: HAProxyOptions;

  constructor(
    endpoint: IStreamServerEndpoint,
    clock: Pick<IReactorTime, "callLater">,
    options: HAProxyOptions = {},
  ) {
    this.#endpoint = endpoint;
    this.#clock = clock;
    this.#options = options;
    // A mistake in the list is told now.
    if (options.trusted !== undefined) trustedBy(options.trusted);
  }

  listen(source: ProtocolSource, options?: Cancellable): Deferred<IListeningPort> {
    const factory = new HAProxyWrappingFactory(source, this.#clock, this.#options);
    return this.#endpoint.listen(factory, options);
  }

  toString(): string {
    return `${this.#endpoint} (PROXY)`;
  }
}

/**
 * `endpoint`, each connection of which begins with a header of the PROXY protocol, of either version: `getPeer` and
 * `getHost` are those of the client, and `connectionMade` is called when the header is there. TLS that clients speak goes
 * around this: `wrapServerTLS(certificateOptions, proxyEndpoint(…))`.
 *
 * @param clock limits how long the header may take: the reactor.
 */
export function proxyEndpoint(
  endpoint: IStreamServerEndpoint,
  clock: Pick<IReactorTime, "callLater">,
  options: HAProxyOptions = {},
): HAProxyServerEndpoint {
  return new HAProxyServerEndpoint(endpoint, clock, options);
}
