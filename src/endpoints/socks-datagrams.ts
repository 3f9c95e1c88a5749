/**
 * UDP through a SOCKS 5 proxy, which is reached by any endpoint: it is used in the place of a reactor that has UDP.
 *
 * Rule: each port is an association of its own, with a connection to the proxy, and neither outlives the other.
 */
import { implementer } from "../components/index.ts";
import {
  CancelledError,
  type Coroutine,
  type Deferred,
  type Failure,
  inlineCallbacks,
  withSignal,
} from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import {
  type Cancellable,
  ConnectingCancelledError,
  type IAddress,
  type IDatagramProtocol,
  IHostAddress,
  type IMulticastTransport,
  type IReactorTime,
  IReactorUDP,
  type IStreamClientEndpoint,
  type ListenUDPOptions,
} from "../net/index.ts";
import { factoryFrom, Protocol } from "../protocols/index.ts";
import {
  type SOCKS5Address,
  SOCKSDatagramPort,
  SOCKSProxyError,
} from "../protocols/socks/index.ts";
import { SOCKSAttempt } from "./socks-attempt.ts";

const log: Logger = new Logger({ namespace: "torsion.endpoints.socks" });

export interface SOCKSDatagramsOptions {
  readonly username?: string;
  readonly password?: string;
  /** To reach the proxy, and for the proxy to open its port; 30 by default. */
  readonly seconds?: number;
}

export class SOCKSDatagrams implements IReactorUDP {
  static {
    implementer(IReactorUDP)(this);
  }
  readonly #reactor: IReactorUDP & IReactorTime;
  readonly #proxy: IStreamClientEndpoint;
  readonly #options: SOCKSDatagramsOptions;

  /** @param proxy leads to the proxy; the datagrams go to the address that it tells, from a port of `reactor`. */
  constructor(
    reactor: IReactorUDP & IReactorTime,
    proxy: IStreamClientEndpoint,
    options: SOCKSDatagramsOptions = {},
  ) {
    this.#reactor = reactor;
    this.#proxy = proxy;
    this.#options = options;
  }

  /**
   * Fires with the protocol's transport, whose `write` takes names as well, which the proxy looks up. It is closed, and
   * `doStop` called, when the proxy ends the association. Fails as a `SOCKSClientEndpoint` does, or with
   * `CannotListenError`.
   *
   * @param port of this host, from which the datagrams go to the proxy; 0 lets the host choose.
   */
  listenUDP(
    port: number,
    protocol: IDatagramProtocol,
    { signal, ...options }: ListenUDPOptions & Cancellable = {},
  ): Deferred<IMulticastTransport> {
    return withSignal(
      inlineCallbacks(() => this.#associate(port, protocol, options)),
      signal,
    );
  }

  *#associate(
    local: number,
    protocol: IDatagramProtocol,
    { interface: here, maxPacketSize }: ListenUDPOptions,
  ): Coroutine<IMulticastTransport> {
    const { username, password, seconds = 30 } = this.#options;
    const association = new Association();
    // Where it will be sent from is not known, says this address; nobody behind a NAT knows.
    const asked = { version: 5, command: "udp-associate", host: "0.0.0.0", port: 0 } as const;
    const attempt = new SOCKSAttempt(
      factoryFrom(() => association),
      { ...asked, username, password },
    );
    yield* attempt.begin(this.#proxy, this.#reactor, seconds);
    try {
      const relay = relayAt(attempt.bound, association.transport.getPeer());
      const { host } = relay;
      const port = new SOCKSDatagramPort({
        ...{ protocol, relay, maxPacketSize },
        closed: () => association.end(),
      });
      const opening = this.#reactor.listenUDP(local, port, {
        interface: here ?? (host.includes(":") ? "::" : "0.0.0.0"),
      });
      association.whenLost(() => (opening.called ? port.stopListening() : opening.cancel()));
      yield* opening;
      if (port.failed !== null) throw port.failed;
      return port;
    } catch (thrown) {
      association.abort();
      if (!(thrown instanceof CancelledError)) throw thrown;
      throw association.lost === null
        ? new ConnectingCancelledError("the association with a SOCKS proxy was cancelled")
        : association.lost;
    }
  }

  toString(): string {
    return `UDP through SOCKS at ${this.#proxy}`;
  }
}

/** The connection that an association lives as long as; nothing more is said over it. */
class Association extends Protocol {
  #lost: SOCKSProxyError | null = null;
  #ending = false;
  #whenLost: (() => unknown) | null = null;

  /** Why the proxy, or the network, has ended it. */
  get lost(): SOCKSProxyError | null {
    return this.#lost;
  }

  /** Called at once where it is. */
  whenLost(run: () => unknown): void {
    this.#whenLost = run;
    if (this.#lost !== null) run();
  }

  end(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.transport.loseConnection();
  }

  abort(): void {
    this.#ending = true;
    this.transport.abortConnection();
  }

  override connectionLost({ value }: Failure): void {
    this.#lost = new SOCKSProxyError("the SOCKS proxy has ended the association", { cause: value });
    if (!this.#ending)
      log.info("the SOCKS proxy at {proxy} relays no more datagrams: {reason}", {
        proxy: String(this.transport.getPeer()),
        reason: value.message,
      });
    this.#ending = true;
    this.#whenLost?.();
  }
}

/** Proxies that listen at all of their addresses say so, and mean the one that they were reached at. */
function relayAt(bound: SOCKS5Address | null, proxy: IAddress): SOCKS5Address {
  if (bound === null || bound.port === 0)
    throw new SOCKSProxyError("the SOCKS proxy does not say where it takes datagrams");
  if (bound.host !== "0.0.0.0" && bound.host !== "::") return bound;
  if (!IHostAddress.providedBy(proxy))
    throw new SOCKSProxyError(
      `the SOCKS proxy takes datagrams at ${bound.host}, and ${proxy} has no address`,
    );
  return { host: proxy.host, port: bound.port };
}
