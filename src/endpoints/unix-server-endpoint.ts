/** A UNIX socket to be listened on. */
import { implementer } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";
import {
  type Cancellable,
  type IListeningPort,
  type IReactorUNIX,
  IStreamServerEndpoint,
  type ListenUNIXOptions,
  UNIXAddress,
} from "../net/index.ts";
import { factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import { listenUnlessAborted } from "./listen-unless-aborted.ts";

/** Listens on a UNIX socket, whose file is gone when the port is closed. */
export class UNIXServerEndpoint implements IStreamServerEndpoint {
  static {
    implementer(IStreamServerEndpoint)(this);
  }
  readonly #reactor: IReactorUNIX;
  readonly #path: string;
  readonly #options: ListenUNIXOptions;

  /** @param path the name of the socket; abstract where it begins with a NUL. */
  constructor(reactor: IReactorUNIX, path: string, options: ListenUNIXOptions = {}) {
    this.#reactor = reactor;
    this.#path = path;
    this.#options = options;
  }

  /** Fails with `CannotListenError`. */
  listen(source: ProtocolSource, { signal }: Cancellable = {}): Deferred<IListeningPort> {
    const factory = factoryFrom(source);
    return listenUnlessAborted(
      () => this.#reactor.listenUNIX(this.#path, factory, this.#options),
      signal,
    );
  }

  toString(): string {
    return `unix socket ${new UNIXAddress(this.#path)}`;
  }
}
