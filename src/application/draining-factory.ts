/** A factory whose connections can all be brought to an end, each by its protocol, as far as that can (`IDrainable`). */
import { alsoProvides, implementer } from "../components/index.ts";
import { Deferred } from "../deferred/index.ts";
import {
  type IAddress,
  ILoggingContext,
  type IProtocol,
  IProtocolFactory,
  IProtocolNegotiationFactory,
} from "../net/index.ts";
import { checkedProtocol, factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import { DrainingConnection, type DrainingConnections } from "./draining-connection.ts";

export class DrainingFactory implements IProtocolFactory, ILoggingContext, DrainingConnections {
  static {
    implementer(IProtocolFactory, ILoggingContext)(this);
  }
  /** No connection gets a protocol any more. */
  refusing = false;
  readonly #factory: IProtocolFactory;
  readonly #connections = new Set<DrainingConnection>();
  #waiting: Deferred<void>[] = [];

  constructor(source: ProtocolSource) {
    this.#factory = factoryFrom(source);
    if (IProtocolNegotiationFactory.providedBy(this.#factory as unknown))
      alsoProvides(this, IProtocolNegotiationFactory);
  }

  /** How many connections there are. */
  get count(): number {
    return this.#connections.size;
  }

  buildProtocol(peer: IAddress): IProtocol | null {
    if (this.refusing) return null;
    const built = checkedProtocol(this.#factory, peer);
    return built && new DrainingConnection(this, built);
  }

  doStart(): void {
    this.#factory.doStart();
  }

  doStop(): void {
    this.#factory.doStop();
  }

  /** Called only where the user's factory offers some. */
  acceptableProtocols(): readonly string[] {
    return IProtocolNegotiationFactory(this.#factory).acceptableProtocols();
  }

  logPrefix(): string {
    const factory: unknown = this.#factory;
    return ILoggingContext.providedBy(factory)
      ? factory.logPrefix()
      : this.#factory.constructor.name;
  }

  /** Drain them all, and refuse others. Fires when the last has ended. */
  drain(): Deferred<void> {
    this.refusing = true;
    const drained = new Deferred<void>();
    this.#waiting.push(drained);
    for (const connection of [...this.#connections]) connection.drain();
    this.#checkDrained();
    return drained;
  }

  /** Close what there still is, after a flush. */
  closeAll(): void {
    for (const connection of [...this.#connections]) connection.close();
  }

  began(connection: DrainingConnection): void {
    this.#connections.add(connection);
  }

  ended(connection: DrainingConnection): void {
    this.#connections.delete(connection);
    this.#checkDrained();
  }

  #checkDrained(): void {
    if (this.count > 0) return;
    for (const drained of this.#waiting.splice(0)) if (!drained.called) drained.callback(undefined);
  }
}
