/** A factory that stands in for the user's: it decides what is built, and for the rest is as the user's is. */
import { directlyProvides, implementer } from "../components/index.ts";
import {
  type IAddress,
  type IProtocol,
  IProtocolFactory,
  IProtocolNegotiationFactory,
} from "../net/index.ts";

export class StandInFactory<P extends IProtocol> implements IProtocolFactory<P> {
  static {
    implementer(IProtocolFactory)(this);
  }
  readonly #factory: IProtocolFactory;
  readonly #build: (peer: IAddress) => P | null;

  constructor(factory: IProtocolFactory, build: (peer: IAddress) => P | null) {
    this.#factory = factory;
    this.#build = build;
    if (IProtocolNegotiationFactory.providedBy(factory))
      directlyProvides(this, IProtocolNegotiationFactory);
  }

  buildProtocol(peer: IAddress): P | null {
    return this.#build(peer);
  }

  /** Declared only where the user's factory has a say. */
  acceptableProtocols(): readonly string[] {
    return (this.#factory as unknown as IProtocolNegotiationFactory).acceptableProtocols();
  }

  doStart(): void {
    this.#factory.doStart();
  }

  doStop(): void {
    this.#factory.doStop();
  }
}
