/** A place to connect to that wants to be told, before all else, for whom. */
import { implementer } from "../../components/index.ts";
import type { Deferred } from "../../deferred/index.ts";
import {
  type Cancellable,
  type IAddress,
  type IProtocol,
  IStreamClientEndpoint,
  ISwitchableTransport,
  type ITransport,
} from "../../net/index.ts";
import { checkedProtocol } from "../checked-protocol.ts";
import { Protocol } from "../protocol.ts";
import { factoryFrom, type ProtocolSource } from "../protocol-source.ts";
import { StandInFactory } from "../stand-in-factory.ts";
import { encodeProxyV1 } from "./version-1.ts";
import { encodeProxyV2, type ProxyV2Options } from "./version-2.ts";

export interface ProxyHeaderOptions extends ProxyV2Options {
  /** `v2` by default. TLVs and the checksum are of that alone. */
  readonly version?: "v1" | "v2";
  /**
   * Who connects, and to what: those of the connection that is forwarded. Without a source it is the program itself,
   * which version 1 says with the addresses of the new connection and version 2 with LOCAL.
   */
  readonly source?: IAddress;
  readonly destination?: IAddress;
}

export class HAProxyClientEndpoint implements IStreamClientEndpoint {
  static {
    implementer(IStreamClientEndpoint)(this);
  }
  readonly #endpoint: IStreamClientEndpoint;
  readonly #options: ProxyHeaderOptions;

  constructor(endpoint: IStreamClientEndpoint, options: ProxyHeaderOptions = {}) {
    this.#endpoint = endpoint;
    this.#options = options;
  }

  /** As that of the endpoint inside. The header has been written before `connectionMade` is called. */
  connect<P extends IProtocol>(source: ProtocolSource<P>, options?: Cancellable): Deferred<P> {
    const wrapped = factoryFrom(source);
    const factory = new StandInFactory(wrapped, (peer) => {
      const built = checkedProtocol(wrapped, peer);
      return built && new HeaderSender(built, this.#options);
    });
    return this.#endpoint.connect(factory, options).addCallback((sender) => sender.wrappedProtocol);
  }

  toString(): string {
    return `${this.#endpoint} (PROXY)`;
  }
}

/** `endpoint`, each connection to which begins with a header of the PROXY protocol. */
export function proxyClientEndpoint(
  endpoint: IStreamClientEndpoint,
  options: ProxyHeaderOptions = {},
): HAProxyClientEndpoint {
  return new HAProxyClientEndpoint(endpoint, options);
}

/** Writes the header, and is not there any more. */
class HeaderSender<P extends IProtocol> extends Protocol {
  readonly wrappedProtocol: P;
  readonly #options: ProxyHeaderOptions;

  constructor(wrapped: P, options: ProxyHeaderOptions) {
    super();
    this.wrappedProtocol = wrapped;
    this.#options = options;
  }

  override makeConnection(transport: ITransport): unknown {
    transport.write(headerFor(this.#options, transport));
    ISwitchableTransport(transport).setProtocol(this.wrappedProtocol);
    return this.wrappedProtocol.makeConnection(transport);
  }
}

function headerFor(
  { version = "v2", source, destination, ...more }: ProxyHeaderOptions,
  transport: ITransport,
): Uint8Array {
  if (version === "v2") return encodeProxyV2(source ?? null, destination ?? null, more);
  if (source === undefined) return encodeProxyV1(transport.getHost(), transport.getPeer());
  return encodeProxyV1(source, destination ?? null);
}
