/** A reactor on which nothing can be listened on, or connected to. */
import { implementer } from "../../components/index.ts";
import { type Deferred, fail } from "../../deferred/index.ts";
import {
  CannotListenError,
  ConnectError,
  type IConnector,
  type IListeningPort,
  type IMulticastTransport,
  IReactorSocket,
  IReactorSSL,
  IReactorTCP,
  IReactorUDP,
  IReactorUNIX,
} from "../../net/index.ts";

export interface RaisingMemoryReactorOptions {
  /** What listening fails with, a `CannotListenError` by default. */
  readonly listenException?: Error;
  /** What connecting throws, a `ConnectError` by default. */
  readonly connectException?: Error;
}

/**
 * After `twisted.internet.testing.RaisingMemoryReactor`. What gives a Deferred fails, as our contracts
 * say, in place of throwing; connecting throws.
 */
export class RaisingMemoryReactor
  implements IReactorTCP, IReactorSSL, IReactorUNIX, IReactorUDP, IReactorSocket
{
  static {
    implementer(IReactorTCP, IReactorSSL, IReactorUNIX, IReactorUDP, IReactorSocket)(this);
  }
  readonly #listenException: Error;
  readonly #connectException: Error;

  constructor({
    listenException = new CannotListenError("anything", "the reactor is made to fail"),
    connectException = new ConnectError("cannot connect: the reactor is made to fail"),
  }: RaisingMemoryReactorOptions = {}) {
    this.#listenException = listenException;
    this.#connectException = connectException;
  }

  listenTCP(): Deferred<IListeningPort> {
    return fail(this.#listenException);
  }

  listenSSL(): Deferred<IListeningPort> {
    return fail(this.#listenException);
  }

  listenUNIX(): Deferred<IListeningPort> {
    return fail(this.#listenException);
  }

  listenUDP(): Deferred<IMulticastTransport> {
    return fail(this.#listenException);
  }

  adoptStreamPort(): Deferred<IListeningPort> {
    return fail(this.#listenException);
  }

  adoptStreamConnection(): Deferred<null> {
    return fail(this.#connectException);
  }

  connectTCP(): IConnector {
    throw this.#connectException;
  }

  connectSSL(): IConnector {
    throw this.#connectException;
  }

  connectUNIX(): IConnector {
    throw this.#connectException;
  }
}
