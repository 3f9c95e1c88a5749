/** A name in the memory of this program, to connect to. */
import { implementer } from "../components/index.ts";
import { Deferred, withSignal } from "../deferred/index.ts";
import {
  type Cancellable,
  ConnectingCancelledError,
  type IProtocol,
  IStreamClientEndpoint,
} from "../net/index.ts";
import { factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import { connectAdopted } from "./adopted-connection.ts";
import { afterOthers, type IReactorAdopting } from "./adopting-reactor.ts";
import { type MemoryNames, memoryNames } from "./memory-names.ts";

export interface MemoryClientOptions {
  /** Where the name is looked up; by default those of the whole program. */
  readonly names?: MemoryNames;
}

export class MemoryClientEndpoint implements IStreamClientEndpoint {
  static {
    implementer(IStreamClientEndpoint)(this);
  }
  readonly #reactor: IReactorAdopting;
  readonly #name: string;
  readonly #names: MemoryNames;

  constructor(
    reactor: IReactorAdopting,
    name: string,
    { names = memoryNames }: MemoryClientOptions = {},
  ) {
    this.#reactor = reactor;
    this.#name = name;
    this.#names = names;
  }

  /** As of TCP: it fires later, and fails with `ConnectionRefusedError` where nobody listens. */
  connect<P extends IProtocol>(
    source: ProtocolSource<P>,
    { signal }: Cancellable = {},
  ): Deferred<P> {
    const factory = factoryFrom(source);
    const connected = new Deferred<P>(() =>
      connected.errback(new ConnectingCancelledError(`connecting to ${this} was cancelled`)),
    );
    afterOthers(this.#reactor, () => {
      if (connected.called) return;
      let started = false;
      try {
        factory.doStart();
        started = true;
        const socket = this.#names.connect(this.#reactor, this.#name, () => factory.doStop());
        connectAdopted(this.#reactor, socket, factory, connected);
      } catch (thrown) {
        connected.errback(thrown);
        if (started) factory.doStop();
      }
    });
    return withSignal(connected, signal);
  }

  toString(): string {
    return `memory:${this.#name}`;
  }
}
