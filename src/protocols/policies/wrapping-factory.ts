/**
 * A factory around another one, each protocol of which gets something between it and its transport (F10).
 *
 * Rule: it is used as the wrapped one would be, by servers and by clients. What a client's factory is told, the wrapped
 * one is told, and of its own protocols.
 */
import { alsoProvides } from "../../components/index.ts";
import type { Failure } from "../../deferred/index.ts";
import {
  type IAddress,
  type IClientFactory,
  type IConnector,
  ILoggingContext,
  type IProtocol,
  type IProtocolFactory,
  IProtocolNegotiationFactory,
} from "../../net/index.ts";
import { checkedProtocol } from "../checked-protocol.ts";
import { ClientFactory } from "../client-factory.ts";
import { factoryFrom, type ProtocolSource } from "../protocol-source.ts";
import { ProtocolWrapper } from "./protocol-wrapper.ts";

export class WrappingFactory<
  P extends IProtocol = IProtocol,
  W extends ProtocolWrapper<P> = ProtocolWrapper<P>,
> extends ClientFactory<W> {
  override noisy = false;
  readonly wrappedFactory: IProtocolFactory<P>;
  /** Those that are connected. */
  readonly protocols: Set<W> = new Set();
  /** Where the wrapped factory's methods for clients are, if it has any. */
  readonly #asClient: Partial<IClientFactory<P>>;

  constructor(wrapped: ProtocolSource<P>) {
    super();
    this.wrappedFactory = factoryFrom(wrapped);
    this.#asClient = this.wrappedFactory as Partial<IClientFactory<P>>;
    if (IProtocolNegotiationFactory.providedBy(this.wrappedFactory as unknown))
      alsoProvides(this, IProtocolNegotiationFactory);
  }

  /** `null` where the wrapped factory refuses. */
  override buildProtocol(peer: IAddress): W | null {
    const built = checkedProtocol(this.wrappedFactory, peer);
    return built && this.wrap(built, peer);
  }

  /** For subclasses: what is to be between. */
  protected wrap(built: P, _peer: IAddress): W {
    return new ProtocolWrapper(this, built) as W;
  }

  override doStart(): void {
    this.wrappedFactory.doStart();
    try {
      super.doStart();
    } catch (thrown) {
      // A start that threw is no start, for either.
      this.wrappedFactory.doStop();
      throw thrown;
    }
  }

  override doStop(): void {
    try {
      this.wrappedFactory.doStop();
    } finally {
      super.doStop();
    }
  }

  /** Called by a wrapper that is connected now. */
  registerProtocol(wrapper: ProtocolWrapper<P>): void {
    this.protocols.add(wrapper as W);
  }

  /** … and by one that is not any more. */
  unregisterProtocol(wrapper: ProtocolWrapper<P>): void {
    this.protocols.delete(wrapper as W);
  }

  /** Called only where the wrapped factory offers some. */
  acceptableProtocols(): readonly string[] {
    return IProtocolNegotiationFactory(this.wrappedFactory).acceptableProtocols();
  }

  override logPrefix(): string {
    const wrapped: unknown = this.wrappedFactory;
    return ILoggingContext.providedBy(wrapped) ? wrapped.logPrefix() : super.logPrefix();
  }

  // What a connector tells. An async method's promise is handed on, so that what it rejects with is not lost.

  override startedConnecting(connector: IConnector): unknown {
    return this.#asClient.startedConnecting?.(connector);
  }

  clientConnectionMade(connector: IConnector, wrapper: W): unknown {
    return this.#asClient.clientConnectionMade?.(connector, wrapper.wrappedProtocol);
  }

  override clientConnectionFailed(connector: IConnector, reason: Failure): unknown {
    return this.#asClient.clientConnectionFailed?.(connector, reason);
  }

  override clientConnectionLost(connector: IConnector, reason: Failure): unknown {
    return this.#asClient.clientConnectionLost?.(connector, reason);
  }
}
