/** A TCP port to connect to. */
import { implementer } from "../components/index.ts";
import { Deferred, fail, withSignal } from "../deferred/index.ts";
import {
  type Cancellable,
  ConnectingCancelledError,
  type ConnectTCPOptions,
  hostAddress,
  type IConnector,
  type IProtocol,
  type IReactorTCP,
  IStreamClientEndpoint,
} from "../net/index.ts";
import { factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import { ConnectAttempt } from "./connect-attempt.ts";

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
  connect<P extends IProtocol>(
    source: ProtocolSource<P>,
    { signal }: Cancellable = {},
  ): Deferred<P> {
    const factory = factoryFrom(source);
    let connector: IConnector;
    const connected = new Deferred<P>(() => {
      attempt.settle(() => {
        connector.disconnect();
        connected.errback(new ConnectingCancelledError(`connecting to ${this} was cancelled`));
      });
    });
    const attempt = new ConnectAttempt(factory, connected);
    try {
      connector = this.#reactor.connectTCP(this.#host, this.#port, attempt, this.#options);
    } catch (thrown) {
      // A reactor that cannot connect at all.
      return fail(thrown);
    }
    return withSignal(connected, signal);
  }

  toString(): string {
    return String(hostAddress("TCP", this.#host, this.#port));
  }
}
