/** A TCP port to connect to. */
import { implementer } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";
import {
  type Cancellable,
  type ConnectTCPOptions,
  hostAddress,
  type IProtocol,
  type IReactorTCP,
  IStreamClientEndpoint,
} from "../net/index.ts";
import type { ProtocolSource } from "../protocols/index.ts";
import { beginConnecting } from "./begin-connecting.ts";

/** Connects to a TCP port of an address. Of a name's addresses it tries one after the other; see `HostnameEndpoint`. */
export class TCPClientEndpoint implements IStreamClientEndpoint {
  static {
    implementer(IStreamClientEndpoint)(this);
  }
  readonly #reactor: IReactorTCP;
  readonly #host: string;
  readonly #port: number;
  readonly #options: ConnectTCPOptions;

  constructor(reactor: IReactorTCP, host: string, port: number, options: ConnectTCPOptions = {}) {
    this.#reactor = reactor;
    this.#host = host;
    this.#port = port;
    this.#options = options;
  }

  /**
   * Every call makes a connection of its own. Fires with the protocol that the factory built, itself
   * and not a stand-in, when its `connectionMade` has returned (E1). Fails with a `ConnectError`, or
   * with what the factory or `connectionMade` threw.
   */
  connect<P extends IProtocol>(source: ProtocolSource<P>, options: Cancellable = {}): Deferred<P> {
    return beginConnecting(source, options, this, (factory) =>
      this.#reactor.connectTCP(this.#host, this.#port, factory, this.#options),
    );
  }

  toString(): string {
    return String(hostAddress("TCP", this.#host, this.#port));
  }
}
