/**
 * A place that is connected to through a SOCKS proxy, which is reached by any other endpoint.
 *
 * Rule: after the exchange with the proxy nothing of it is left: the user's protocol has the connection itself (E1).
 */
import { implementer } from "../components/index.ts";
import { type Deferred, fail, withSignal } from "../deferred/index.ts";
import {
  type Cancellable,
  hostAddress,
  type IProtocol,
  type IProtocolFactory,
  type IReactorTime,
  IStreamClientEndpoint,
} from "../net/index.ts";
import { factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import type { SOCKSVersion } from "../protocols/socks/index.ts";
import { SOCKSAttempt } from "./socks-attempt.ts";

export interface SOCKSClientEndpointOptions {
  /** What limits the time. */
  readonly clock: IReactorTime;
  /** 5 by default. 4 takes IPv4 addresses alone, `"4a"` names too. */
  readonly version?: SOCKSVersion;
  /** In 4 and 4a the user id. */
  readonly username?: string;
  /** Version 4 has none. */
  readonly password?: string;
  /** For all of it: to reach the proxy, and for the proxy to reach the host; 30 by default. */
  readonly seconds?: number;
}

export class SOCKSClientEndpoint implements IStreamClientEndpoint {
  static {
    implementer(IStreamClientEndpoint)(this);
  }
  readonly #proxy: IStreamClientEndpoint;
  readonly #host: string;
  readonly #port: number;
  readonly #options: SOCKSClientEndpointOptions;

  /** @param host a name is sent to the proxy, and never looked up here. */
  constructor(
    proxy: IStreamClientEndpoint,
    host: string,
    port: number,
    options: SOCKSClientEndpointOptions,
  ) {
    this.#proxy = proxy;
    this.#host = host;
    this.#port = port;
    this.#options = options;
  }

  /**
   * Fires with the protocol after its `connectionMade`, as every endpoint does. `getPeer()` is the proxy. Fails as
   * connecting to the proxy does; with a `SOCKSProxyError` where that is none, or wants another authentication; where it
   * says that it could not connect, with what the host would say: `ConnectionRefusedError`, `NoRouteError`,
   * `TCPTimedOutError`, whose cause is a `SOCKSReplyError`, or else with a `SOCKSReplyError`. Fails with a
   * `SOCKSMessageError` where host, username or password cannot be sent.
   */
  connect<P extends IProtocol>(
    source: ProtocolSource<P>,
    { signal }: Cancellable = {},
  ): Deferred<P> {
    return withSignal(this.#begin(factoryFrom(source)), signal);
  }

  #begin<P extends IProtocol>(factory: IProtocolFactory<P>): Deferred<P> {
    const { clock, version = 5, username, password, seconds = 30 } = this.#options;
    const asked = { version, host: this.#host, port: this.#port, username, password };
    try {
      return new SOCKSAttempt(factory, asked).begin(this.#proxy, clock, seconds);
    } catch (thrown) {
      return fail(thrown);
    }
  }

  toString(): string {
    return `${hostAddress("TCP", this.#host, this.#port)} through SOCKS`;
  }
}
