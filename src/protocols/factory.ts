/**
 * What the connections of one server or client share, and what builds their protocols.
 *
 * A factory may serve several ports: `startFactory` is called when the first begins to use it and
 * `stopFactory` when the last has ended (X19).
 */
import { implementer } from "../components/index.ts";
import { Logger } from "../logger/index.ts";
import { type IAddress, ILoggingContext, type IProtocol, IProtocolFactory } from "../net/index.ts";
import type { ClientFactory } from "./client-factory.ts";
import { NotAProtocolError } from "./errors.ts";
import { Protocol } from "./protocol.ts";

/** A protocol class, and what its constructor takes. */
export type ProtocolClass<P extends IProtocol, A extends unknown[] = []> = new (...args: A) => P;

const log: Logger = new Logger({ namespace: "torsion.protocols" });

/** Builds a protocol for each connection, and has what they share. */
export class Factory<P extends IProtocol = IProtocol>
  implements IProtocolFactory<P>, ILoggingContext
{
  static {
    implementer(IProtocolFactory, ILoggingContext)(this);
  }
  /** The class that the inherited `buildProtocol` makes an instance of. */
  protocol: ProtocolClass<P> | null = null;
  /** How many ports and connectors use it now. */
  numPorts = 0;
  /** Log when it starts and stops. */
  noisy = true;
  #build: (() => P) | null = null;
  #builds: string | null = null;

  /** A factory, of the class it is called on, that builds `new protocol(...args)` for each connection. */
  static forProtocol<P extends IProtocol, A extends unknown[]>(
    this: new <Q extends IProtocol>() => ClientFactory<Q>,
    protocol: ProtocolClass<P, A>,
    ...args: A
  ): ClientFactory<P>;
  static forProtocol<P extends IProtocol, A extends unknown[]>(
    this: new <Q extends IProtocol>() => Factory<Q>,
    protocol: ProtocolClass<P, A>,
    ...args: A
  ): Factory<P>;
  static forProtocol<F extends Factory, A extends unknown[]>(
    this: new () => F,
    protocol: ProtocolClass<NonNullable<ReturnType<F["buildProtocol"]>>, A>,
    ...args: A
  ): F;
  static forProtocol(
    this: new () => Factory,
    protocol: ProtocolClass<IProtocol, unknown[]>,
    ...args: unknown[]
  ): Factory {
    const factory = new this();
    factory.#build = () => new protocol(...args);
    factory.#builds = protocol.name || null;
    return factory;
  }

  /** The protocol for a connection from `peer`; `null` refuses it (X14). */
  buildProtocol(_peer: IAddress): P | null {
    if (this.#build !== null) return this.adopt(this.#build());
    if (this.protocol !== null) return this.adopt(new this.protocol());
    throw new NotAProtocolError(
      `${this.constructor.name} has no protocol: set it, or override buildProtocol`,
    );
  }

  /** For your own `buildProtocol`: tells the protocol whose it is. */
  protected adopt<Q extends IProtocol>(protocol: Q): Q {
    if (protocol instanceof Protocol) protocol.factory = this as unknown as Factory;
    return protocol;
  }

  doStart(): void {
    if (this.numPorts === 0) {
      if (this.noisy) log.info("Starting factory {factory}", { factory: this.logPrefix() });
      this.startFactory();
    }
    // Only now: a start that threw is no start, and the next port tries again.
    this.numPorts += 1;
  }

  doStop(): void {
    if (this.numPorts === 0) return;
    this.numPorts -= 1;
    if (this.numPorts > 0) return;
    if (this.noisy) log.info("Stopping factory {factory}", { factory: this.logPrefix() });
    this.stopFactory();
  }

  /** The first port or connector begins to use it. */
  startFactory(): void {}

  /** The last one has ended. */
  stopFactory(): void {}

  /** Its class, and what it builds where that is known: `Factory of Echo`. */
  logPrefix(): string {
    const builds = this.protocol?.name || this.#builds;
    const { name } = this.constructor;
    return builds ? `${name} of ${builds}` : name;
  }
}

/** A factory for ports, by name. */
export class ServerFactory<P extends IProtocol = IProtocol> extends Factory<P> {}
