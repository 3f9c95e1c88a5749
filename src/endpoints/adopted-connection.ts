/**
 * The client's side of a stream that is there already: from a socket of the port to the protocol that `connect` fires
 * with, or to why there is none (E1).
 *
 * Rule: one outcome. The protocol is not wrapped: it is built when the transport is there, and put in its place.
 */
import { implementer } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";
import {
  IProtocol,
  type IProtocolFactory,
  type ISwitchableTransport,
  type ITransport,
  NoProtocol,
} from "../net/index.ts";
import type { Socket } from "../platform/index.ts";
import type { IReactorAdopting } from "./adopting-reactor.ts";
import { checkedProtocol } from "./checked-protocol.ts";

/**
 * Make `socket` a connection of `reactor`. `connected` fires with the protocol of `factory` when its `connectionMade`
 * has returned; it fails with what the factory or `connectionMade` threw, or with `NoProtocol`, and the connection is
 * closed. Where it has fired already, the connection is aborted.
 */
export function connectAdopted<P extends IProtocol>(
  reactor: Pick<IReactorAdopting, "adoptSocket">,
  socket: Socket,
  factory: IProtocolFactory<P>,
  connected: Deferred<P>,
): void {
  try {
    const beginning = new Beginning(factory, connected);
    reactor.adoptSocket(socket, { buildProtocol: () => beginning, doStart() {}, doStop() {} });
  } catch (thrown) {
    // A reactor that has stopped.
    socket.abort();
    if (!connected.called) connected.errback(thrown);
  }
}

/** Stands for the protocol until that has been built. */
class Beginning<P extends IProtocol> implements IProtocol {
  static {
    implementer(IProtocol)(this);
  }
  readonly #factory: IProtocolFactory<P>;
  readonly #connected: Deferred<P>;

  constructor(factory: IProtocolFactory<P>, connected: Deferred<P>) {
    this.#factory = factory;
    this.#connected = connected;
  }

  makeConnection(made: ITransport): unknown {
    const transport = made as ISwitchableTransport;
    const protocol = this.#build(transport);
    if (protocol === null) return undefined;
    transport.setProtocol(protocol);
    let result: unknown;
    try {
      result = protocol.makeConnection(transport);
    } catch (thrown) {
      this.#failed(thrown);
      // It is the reason of the transport as well (X10).
      throw thrown;
    }
    if (!this.#connected.called) this.#connected.callback(protocol);
    // Cancelled by `connectionMade` itself.
    else transport.abortConnection();
    return result;
  }

  #build(transport: ISwitchableTransport): P | null {
    try {
      if (this.#connected.called) {
        transport.abortConnection();
        return null;
      }
      const protocol = checkedProtocol(this.#factory, transport.getPeer());
      if (protocol === null)
        throw new NoProtocol(`the factory refused the connection to ${transport.getPeer()}`);
      // Cancelled by the factory's own doing.
      if (!this.#connected.called) return protocol;
      transport.abortConnection();
    } catch (thrown) {
      this.#failed(thrown);
      transport.loseConnection();
    }
    return null;
  }

  #failed(thrown: unknown): void {
    if (!this.#connected.called) this.#connected.errback(thrown);
  }

  connectionMade(): void {}

  dataReceived(): void {}

  connectionLost(): void {}
}
