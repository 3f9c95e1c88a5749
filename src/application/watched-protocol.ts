/**
 * Being told when a connection begins and ends, whatever endpoint makes it.
 *
 * The transport is given a stand-in for the user's protocol. What an `IProtocol` has is forwarded by methods of its own,
 * which cost nothing.
 */
import { implementer } from "../components/index.ts";
import type { Failure } from "../deferred/index.ts";
import { type IAddress, type IProtocol, IProtocolFactory, type ITransport } from "../net/index.ts";
import { checkedProtocol } from "../protocols/index.ts";
import { standIn } from "./stand-in.ts";

/** Who is told. */
export interface ProtocolWatcher<P> {
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
  readonly #watcher: ProtocolWatcher<P>;

  constructor(factory: IProtocolFactory<P>, watcher: ProtocolWatcher<P>) {
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

function watched<P extends IProtocol>(protocol: P, watcher: ProtocolWatcher<P>): IProtocol {
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
  return standIn(protocol, own);
}
