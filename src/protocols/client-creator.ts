/** Twisted's way to connect without a factory; new code wants an endpoint and `connectProtocol`. */
import { Deferred, type Failure, withSignal } from "../deferred/index.ts";
import {
  type Cancellable,
  ConnectingCancelledError,
  type ConnectTCPOptions,
  type IConnector,
  type IProtocol,
  type IReactorTCP,
} from "../net/index.ts";
import { ClientFactory } from "./client-factory.ts";
import type { ProtocolClass } from "./factory.ts";

/** Makes one connection and gives its protocol, where there is no need of a factory. */
export class ClientCreator<P extends IProtocol, A extends unknown[]> {
  readonly #reactor: IReactorTCP;
  readonly #protocol: ProtocolClass<P, A>;
  readonly #args: A;

  constructor(reactor: IReactorTCP, protocol: ProtocolClass<P, A>, ...args: A) {
    this.#reactor = reactor;
    this.#protocol = protocol;
    this.#args = args;
  }

  /** Fires with the protocol after its `connectionMade`; cancelled, it gives the attempt up. */
  connectTCP(
    host: string,
    port: number,
    { signal, ...options }: ConnectTCPOptions & Cancellable = {},
  ): Deferred<P> {
    const factory = new OneShotFactory(() => new this.#protocol(...this.#args));
    const connector = this.#reactor.connectTCP(host, port, factory, options);
    factory.connector = connector;
    return withSignal(factory.connected, signal);
  }
}

/** Builds one protocol, and says when it is connected or why it never will be. */
class OneShotFactory<P extends IProtocol> extends ClientFactory<P> {
  override noisy = false;
  connector: IConnector | null = null;
  readonly connected: Deferred<P> = new Deferred<P>((connected) => {
    connected.errback(
      new ConnectingCancelledError(
        `connecting to ${this.connector?.getDestination()} was cancelled`,
      ),
    );
    this.connector?.disconnect();
  });
  readonly #build: () => P;

  constructor(build: () => P) {
    super();
    this.#build = build;
  }

  override buildProtocol(): P {
    try {
      return this.adopt(this.#build());
    } catch (thrown) {
      this.#failed(thrown);
      throw thrown;
    }
  }

  clientConnectionMade(_connector: IConnector, protocol: P): void {
    if (!this.connected.called) this.connected.callback(protocol);
  }

  override clientConnectionFailed(_connector: IConnector, reason: Failure): void {
    this.#failed(reason);
  }

  override clientConnectionLost(_connector: IConnector, reason: Failure): void {
    this.#failed(reason);
  }

  #failed(error: unknown): void {
    if (!this.connected.called) this.connected.errback(error);
  }
}
