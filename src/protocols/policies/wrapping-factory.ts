/** A factory around another one, each protocol of which gets something between it and its transport (F10). */
import { alsoProvides } from "../../components/index.ts";
import {
  type IAddress,
  ILoggingContext,
  type IProtocol,
  type IProtocolFactory,
  IProtocolNegotiationFactory,
} from "../../net/index.ts";
import { Factory } from "../factory.ts";
import { factoryFrom, type ProtocolSource } from "../protocol-source.ts";
import { ProtocolWrapper } from "./protocol-wrapper.ts";

export class WrappingFactory<P extends IProtocol = IProtocol> extends Factory<ProtocolWrapper<P>> {
  override noisy = false;
  readonly wrappedFactory: IProtocolFactory<P>;
  /** Those that are connected. */
  readonly protocols: Set<ProtocolWrapper<P>> = new Set();

  constructor(wrapped: ProtocolSource<P>) {
    super();
    this.wrappedFactory = factoryFrom(wrapped);
    if (IProtocolNegotiationFactory.providedBy(this.wrappedFactory as unknown))
      alsoProvides(this, IProtocolNegotiationFactory);
  }

  /** `null` where the wrapped factory refuses. */
  override buildProtocol(peer: IAddress): ProtocolWrapper<P> | null {
    const built = this.wrappedFactory.buildProtocol(peer);
    return built === null ? null : this.wrap(built);
  }

  /** For subclasses: what is to be between. */
  protected wrap(built: P): ProtocolWrapper<P> {
    return new ProtocolWrapper(this, built);
  }

  override doStart(): void {
    this.wrappedFactory.doStart();
    super.doStart();
  }

  override doStop(): void {
    this.wrappedFactory.doStop();
    super.doStop();
  }

  /** Called by a wrapper that is connected now. */
  registerProtocol(wrapper: ProtocolWrapper<P>): void {
    this.protocols.add(wrapper);
  }

  /** … and by one that is not any more. */
  unregisterProtocol(wrapper: ProtocolWrapper<P>): void {
    this.protocols.delete(wrapper);
  }

  /** Called only where the wrapped factory offers some. */
  acceptableProtocols(): readonly string[] {
    return IProtocolNegotiationFactory(this.wrappedFactory).acceptableProtocols();
  }

  override logPrefix(): string {
    const wrapped: unknown = this.wrappedFactory;
    return ILoggingContext.providedBy(wrapped) ? wrapped.logPrefix() : super.logPrefix();
  }
}
