/**
 * Being told when a connection begins and ends, whatever endpoint makes it.
 *
 * The transport is given a stand-in for the user's protocol. Rule: the stand-in can whatever the
 * protocol can. What an `IProtocol` has is forwarded by methods of its own, which cost nothing; all
 * else, the interfaces that the protocol declares included, is looked up in the protocol itself.
 */
import { implementer } from "../components/index.ts";
import type { Failure } from "../deferred/index.ts";
import { type IAddress, type IProtocol, IProtocolFactory, type ITransport } from "../net/index.ts";
import { checkedProtocol } from "../protocols/index.ts";

/** Who is told. */
export interface ConnectionWatcher<P> {
  /** Nobody waits for a connection any more: one that comes all the same is refused. */
  readonly isOver: boolean;
  /** Before the protocol's own `makeConnection`. */
  begins(protocol: P, transport: ITransport): void;
  /** Before the protocol's own `connectionLost`. */
  ends(): void;
  /** After the protocol's own `connectionLost`, even if that throws. */
  ended(reason: Failure): void;
}

/** Builds with the user's factory, and what it builds is watched. */
export class WatchingFactory<P extends IProtocol> implements IProtocolFactory {
  static {
    implementer(IProtocolFactory)(this);
  }
  readonly #factory: IProtocolFactory<P>;
  readonly #watcher: ConnectionWatcher<P>;

  constructor(factory: IProtocolFactory<P>, watcher: ConnectionWatcher<P>) {
    this.#factory = factory;
    this.#watcher = watcher;
  }

  buildProtocol(peer: IAddress): IProtocol | null {
    if (this.#watcher.isOver) return null;
    const protocol = checkedProtocol(this.#factory, peer);
    return protocol === null ? null : watched(protocol, this.#watcher);
  }

  doStart(): void {
    this.#factory.doStart();
  }

  doStop(): void {
    this.#factory.doStop();
  }
}

function watched<P extends IProtocol>(protocol: P, watcher: ConnectionWatcher<P>): IProtocol {
  const own: IProtocol = {
    makeConnection(transport) {
      watcher.begins(protocol, transport);
      // Also what an async method gives goes back to who called.
      return protocol.makeConnection(transport);
    },
    connectionMade: () => protocol.connectionMade(),
    dataReceived: (data) => protocol.dataReceived(data),
    connectionLost(reason) {
      watcher.ends();
      try {
        return protocol.connectionLost(reason);
      } finally {
        watcher.ended(reason);
      }
    },
  };
  return Object.setPrototypeOf(own, new Proxy(protocol, forwarding)) as IProtocol;
}

/** The protocol is `this` in all that it is asked, so that its private fields are there. */
const forwarding: ProxyHandler<IProtocol> = {
  get(protocol, key) {
    const value: unknown = Reflect.get(protocol, key, protocol);
    return typeof value === "function" && key !== "constructor" ? value.bind(protocol) : value;
  },
  set: (protocol, key, value) => Reflect.set(protocol, key, value, protocol),
};
