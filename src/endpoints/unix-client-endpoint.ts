/** A UNIX socket to connect to. */
import { implementer } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";
import {
  type Cancellable,
  type ConnectUNIXOptions,
  type IProtocol,
  type IReactorUNIX,
  IStreamClientEndpoint,
  UNIXAddress,
} from "../net/index.ts";
import type { ProtocolSource } from "../protocols/index.ts";
import { beginConnecting } from "./begin-connecting.ts";

/** Connects to a UNIX socket. */
export class UNIXClientEndpoint implements IStreamClientEndpoint {
  static {
    implementer(IStreamClientEndpoint)(this);
  }
  readonly #reactor: IReactorUNIX;
  readonly #path: string;
  readonly #options: ConnectUNIXOptions;

  /** @param path the name of the socket; abstract where it begins with a NUL. */
  constructor(reactor: IReactorUNIX, path: string, options: ConnectUNIXOptions = {}) {
    this.#reactor = reactor;
    this.#path = path;
    this.#options = options;
  }

  /** As `TCPClientEndpoint.connect`; with `checkPID`, fails with `BadFileError` where nobody holds the lock. */
  connect<P extends IProtocol>(source: ProtocolSource<P>, options: Cancellable = {}): Deferred<P> {
    return beginConnecting(source, options, this, (factory) =>
      this.#reactor.connectUNIX(this.#path, factory, this.#options),
    );
  }

  toString(): string {
    return `unix ${new UNIXAddress(this.#path)}`;
  }
}
