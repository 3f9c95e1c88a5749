/** A factory that is seen building: what it builds is noted, and nothing else is changed. */
import type { Failure } from "../../deferred/index.ts";
import type {
  IAddress,
  IClientFactory,
  IConnector,
  IProtocol,
  IProtocolFactory,
} from "../../net/index.ts";

/**
 * Stands for `factory`, whose methods see the factory itself.
 *
 * @param built is called with each protocol, and with `null` where it refuses.
 */
export function watchedFactory<F extends IProtocolFactory>(
  factory: F,
  built: (protocol: IProtocol | null) => void,
): F {
  const buildProtocol = (peer: IAddress): IProtocol | null => {
    const protocol = factory.buildProtocol(peer);
    built(protocol);
    return protocol;
  };
  return new Proxy(factory, {
    get(target, name) {
      if (name === "buildProtocol") return buildProtocol;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" && name !== "constructor" ? value.bind(target) : value;
    },
  });
}

/** A factory for one connection: gives the protocol that is there already. */
export class OneProtocolFactory<P extends IProtocol> implements IClientFactory<P> {
  readonly #protocol: P;

  constructor(protocol: P) {
    this.#protocol = protocol;
  }

  buildProtocol(): P {
    return this.#protocol;
  }

  doStart(): void {}
  doStop(): void {}
  startedConnecting(_connector: IConnector): void {}
  clientConnectionFailed(_connector: IConnector, _reason: Failure): void {}
  clientConnectionLost(_connector: IConnector, _reason: Failure): void {}
}
