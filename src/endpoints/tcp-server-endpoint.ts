/** A TCP port to be listened on. */
import { implementer } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";
import {
  type Cancellable,
  type IListeningPort,
  type IReactorTCP,
  IStreamServerEndpoint,
  type ListenTCPOptions,
} from "../net/index.ts";
import { factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import { listenUnlessAborted } from "./listen-unless-aborted.ts";

/** Listens on a TCP port, of all IPv4 addresses or of its `interface`. */
export class TCPServerEndpoint implements IStreamServerEndpoint {
  static {
    implementer(IStreamServerEndpoint)(this);
  }
  readonly #reactor: IReactorTCP;
  readonly #port: number;
  readonly #options: ListenTCPOptions;

  /** @param port 0 lets the host choose: `getHost().port` of what `listen` gives says which. */
  constructor(reactor: IReactorTCP, port: number, options: ListenTCPOptions = {}) {
    this.#reactor = reactor;
    this.#port = port;
    this.#options = options;
  }

  /** Every call opens a port of its own. Fails with `CannotListenError`. */
  listen(source: ProtocolSource, { signal }: Cancellable = {}): Deferred<IListeningPort> {
    const factory = factoryFrom(source);
    return listenUnlessAborted(
      () => this.#reactor.listenTCP(this.#port, factory, this.#options),
      signal,
    );
  }

  toString(): string {
    return `tcp port ${this.#port}`;
  }
}
