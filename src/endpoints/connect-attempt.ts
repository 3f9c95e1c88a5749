/**
 * One attempt to connect, as a factory that the reactor drives: it hands on to the user's factory and
 * fires a Deferred with how it went.
 *
 * Rule: one outcome, the first. The protocol is not wrapped: whatever it can do, the transport sees.
 */
import { implementer } from "../components/index.ts";
import type { Deferred, Failure } from "../deferred/index.ts";
import {
  type IAddress,
  IClientFactory,
  type IConnector,
  type IProtocol,
  type IProtocolFactory,
  NoProtocol,
} from "../net/index.ts";
import { checkedProtocol } from "../protocols/index.ts";

export class ConnectAttempt<P extends IProtocol> implements IClientFactory<P> {
  static {
    implementer(IClientFactory)(this);
  }
  readonly #factory: IProtocolFactory<P>;
  readonly #connected: Deferred<P>;
  #settled = false;

  constructor(factory: IProtocolFactory<P>, connected: Deferred<P>) {
    this.#factory = factory;
    this.#connected = connected;
  }

  /** Run `fire`, unless the outcome is known already. */
  settle(fire: () => void): void {
    if (this.#settled) return;
    this.#settled = true;
    fire();
  }

  doStart(): void {
    this.#factory.doStart();
  }

  doStop(): void {
    this.#factory.doStop();
  }

  startedConnecting(): void {}

  buildProtocol(peer: IAddress): P | null {
    try {
      const protocol = checkedProtocol(this.#factory, peer);
      if (protocol === null) throw new NoProtocol(`the factory refused the connection to ${peer}`);
      // Cancelled by the factory's own doing.
      return this.#settled ? null : protocol;
    } catch (thrown) {
      this.settle(() => this.#connected.errback(thrown));
      return null;
    }
  }

  clientConnectionMade(_connector: IConnector, protocol: P): void {
    this.settle(() => this.#connected.callback(protocol));
  }

  clientConnectionFailed(_connector: IConnector, reason: Failure): void {
    this.settle(() => this.#connected.errback(reason));
  }

  /** Before it was made, that is: `connectionMade` threw, and that is the reason. */
  clientConnectionLost(_connector: IConnector, reason: Failure): void {
    this.settle(() => this.#connected.errback(reason));
  }
}
