/**
 * Between a protocol and its transport: reads the header, and says from then on that the connection is the one that the
 * header speaks of.
 *
 * Rule: until the header is there, the wrapped protocol is not (F13): it is built for the address of the client, and what
 * came behind the header goes back to the transport, for whoever reads next, TLS included.
 */
import type { Failure } from "../../deferred/index.ts";
import type { IAddress, IProtocol, ITransport } from "../../net/index.ts";
import { checkedProtocol } from "../checked-protocol.ts";
import { ProtocolWrapper, Timeout } from "../policies/index.ts";
import { InvalidProxyHeader, ProxyHeaderTimedOut } from "./errors.ts";
import { ProxyHeaderParser } from "./header-parser.ts";
import type { ProxyInfo } from "./proxy-info.ts";
import type { HAProxyWrappingFactory } from "./wrapping-factory.ts";

export class HAProxyProtocolWrapper<P extends IProtocol = IProtocol> extends ProtocolWrapper<P> {
  declare readonly factory: HAProxyWrappingFactory<P>;
  /** What the header says; `null` before it is there. */
  proxyInfo: ProxyInfo | null = null;
  #parser: ProxyHeaderParser | null;
  readonly #limit: Timeout;

  constructor(factory: HAProxyWrappingFactory<P>) {
    // It is there later than this.
    super(factory, null as unknown as P);
    this.#parser = new ProxyHeaderParser(factory.options);
    this.#limit = new Timeout(factory.clock, (seconds) =>
      this.#refuse(new ProxyHeaderTimedOut(seconds)),
    );
  }

  override connectionMade(): unknown {
    this.#limit.setTimeout(this.factory.options.seconds);
    return undefined;
  }

  override dataReceived(data: Uint8Array): unknown {
    if (this.#parser === null) return super.dataReceived(data);
    try {
      const found = this.#parser.feed(data);
      return found === null ? undefined : this.#begin(found.info, found.rest);
    } catch (thrown) {
      if (!(thrown instanceof InvalidProxyHeader) || this.#parser === null) throw thrown;
      this.#refuse(thrown);
      return undefined;
    }
  }

  override connectionLost(reason: Failure): unknown {
    this.#limit.end();
    return super.connectionLost(reason);
  }

  override getPeer(): IAddress {
    return this.proxyInfo?.source ?? super.getPeer();
  }

  override getHost(): IAddress {
    return this.proxyInfo?.destination ?? super.getHost();
  }

  override logPrefix(): string {
    const isBuilt = (this.wrappedProtocol as P | null) !== null;
    return isBuilt ? super.logPrefix() : this.factory.logPrefix();
  }

  #begin(info: ProxyInfo, rest: Uint8Array): unknown {
    this.#parser = null;
    this.#limit.end();
    this.proxyInfo = info;
    const built = checkedProtocol(this.factory.wrappedFactory, this.getPeer());
    if (built === null) {
      this.loseConnection();
      return undefined;
    }
    this.wrappedProtocol = built;
    this.declare();
    // Before the protocol is told anything: it may begin with TLS, whose first bytes these are, or pause.
    if (rest.length > 0) this.unread(rest);
    return super.connectionMade();
  }

  #refuse(error: Error): void {
    this.#limit.end();
    this.factory.headerRefused(super.getPeer(), error);
    this.abortConnection(error);
  }
}

/**
 * What the header of this connection said: for a protocol behind a `proxyEndpoint`, whatever else is between. `null`
 * where there is no such header.
 */
export function proxyInfoOf(transport: ITransport): ProxyInfo | null {
  for (let at: unknown = transport; at instanceof ProtocolWrapper; at = at.transport)
    if (at instanceof HAProxyProtocolWrapper) return at.proxyInfo;
  return null;
}
