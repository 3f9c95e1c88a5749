/** The program's standard input and output, as a place to listen on and as one to connect to: a connection it is. */
import { implementer } from "../components/index.ts";
import { type Deferred, execute } from "../deferred/index.ts";
import {
  type Cancellable,
  CannotListenError,
  type ConnectionWatcher,
  type IAddress,
  IListeningPort,
  type IProtocol,
  type IProtocolFactory,
  type IReactorStandardIO,
  IStreamClientEndpoint,
  IStreamServerEndpoint,
  PipeAddress,
} from "../net/index.ts";
import { factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import { connectByAdopting } from "./adopting.ts";
import { listenUnlessAborted } from "./listen-unless-aborted.ts";

const WHERE = "standard input and output";

/** The program's standard input and output as one connection, listened on or connected to. */
export class StandardIOEndpoint implements IStreamServerEndpoint, IStreamClientEndpoint {
  static {
    implementer(IStreamServerEndpoint, IStreamClientEndpoint)(this);
  }
  readonly #reactor: IReactorStandardIO;

  constructor(reactor: IReactorStandardIO) {
    this.#reactor = reactor;
  }

  /**
   * Serve the one connection that there is: its protocol is built at once. Once in a program; the second time fails with
   * `CannotListenError`. Stopping the port leaves the connection.
   */
  listen(source: ProtocolSource, { signal }: Cancellable = {}): Deferred<IListeningPort> {
    const factory = factoryFrom(source);
    return listenUnlessAborted(() => execute(() => this.#open(factory)), signal);
  }

  #open(factory: IProtocolFactory): IListeningPort {
    factory.doStart();
    const port = new StandardIOPort(factory);
    try {
      if (this.#reactor.connectStandardIO(factory, port) === null) port.over();
    } catch (cause) {
      port.over();
      throw new CannotListenError(WHERE, (cause as Error).message, { cause });
    }
    return port;
  }

  /** As a client: whoever holds the other ends is the server. Once in a program. */
  connect<P extends IProtocol>(source: ProtocolSource<P>, options: Cancellable = {}): Deferred<P> {
    return connectByAdopting(source, options, WHERE, (factory, watcher) =>
      execute(() => this.#reactor.connectStandardIO(factory, watcher)),
    );
  }

  toString(): string {
    return WHERE;
  }
}

/** There will be no second connection: it is over with the first, or when it is stopped. */
class StandardIOPort implements IListeningPort, ConnectionWatcher {
  static {
    implementer(IListeningPort)(this);
  }
  readonly #factory: IProtocolFactory;
  readonly #address: IAddress = new PipeAddress(WHERE);
  #isOver = false;

  constructor(factory: IProtocolFactory) {
    this.#factory = factory;
  }

  getHost(): IAddress {
    return this.#address;
  }

  stopListening(): Deferred<void> {
    return execute(() => this.over());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopListening();
  }

  lost(): void {
    this.over();
  }

  over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#factory.doStop();
  }
}
