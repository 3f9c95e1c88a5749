/**
 * Between a protocol and its transport: reads the header, and says from then on that the connection is the one that the
 * header speaks of.
 *
 * Rule: until the header is there, the wrapped protocol is not (F13): it is built for the address of the client, and what
 * came behind the header goes back to the transport, for whoever reads next, TLS included.
 */
import type { Failure } from "../../deferred/index.ts";
import {
  type IAddress,
  type IDelayedCall,
  ILoggingContext,
  type IProtocol,
  type ITransport,
} from "../../net/index.ts";
import { NotAProtocolError } from "../errors.ts";
import { ProtocolWrapper } from "../policies/index.ts";
import { InvalidProxyHeader, ProxyHeaderTimedOut } from "./errors.ts";
import { ProxyHeaderParser } from "./header-parser.ts";
import type { ProxyInfo } from "./proxy-info.ts";
import type { HAProxyWrappingFactory } from "./wrapping-factory.ts";

/** The transport of a protocol behind a proxy: its peer and host are those of the header. */
export class HAProxyProtocolWrapper<P extends IProtocol = IProtocol> extends ProtocolWrapper<P> {
  declare readonly factory: HAProxyWrappingFactory<P>;
  /** What the header says; `null` before it is there. */
  proxyInfo: ProxyInfo | null = null;
  #parser: ProxyHeaderParser | null;
  #limit: IDelayedCall | null = null;
  #isMade = false;

  constructor(factory: HAProxyWrappingFactory<P>) {
    // It is there later than this.
    super(factory, null as unknown as P);
    this.#parser = new ProxyHeaderParser(factory.options);
  }

  override connectionMade(): unknown {
    const { clock, seconds } = this.factory.options;
    this.#limit = clock.callLater(seconds, () => {
      this.#limit = null;
      this.#refuse(new ProxyHeaderTimedOut(seconds));
    });
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
    this.#endLimit();
    if (this.#isMade) return super.connectionLost(reason);
    this.connected = false;
    this.factory.unregisterProtocol(this);
    return undefined;
  }

  override getPeer(): IAddress {
    return this.proxyInfo?.source ?? super.getPeer();
  }

  override getHost(): IAddress {
    return this.proxyInfo?.destination ?? super.getHost();
  }

  override logPrefix(): string {
    const inner: unknown = this.wrappedProtocol;
    if (!this.#isMade) return this.factory.logPrefix();
    return ILoggingContext.providedBy(inner)
      ? inner.logPrefix()
      : this.wrappedProtocol.constructor.name;
  }

  #begin(info: ProxyInfo, rest: Uint8Array): unknown {
    this.#parser = null;
    this.#endLimit();
    this.proxyInfo = info;
    const built = this.factory.wrappedFactory.buildProtocol(this.getPeer()) as P | null | undefined;
    if (built === undefined)
      throw new NotAProtocolError("buildProtocol gave nothing: give a protocol, or null to refuse");
    if (built === null) {
      this.loseConnection();
      return undefined;
    }
    this.wrappedProtocol = built;
    this.#isMade = true;
    this.declare();
    // Before the protocol is told anything: it may begin with TLS, whose first bytes these are, or pause.
    if (rest.length > 0) this.unread(rest);
    return super.connectionMade();
  }

  #refuse(error: Error): void {
    this.#endLimit();
    this.factory.headerRefused(super.getPeer(), error);
    this.abortConnection(error);
  }

  #endLimit(): void {
    this.#limit?.cancel();
    this.#limit = null;
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
