/** A name in the memory of this program, to connect to. */
import { implementer } from "../components/index.ts";
import { CancelledError, Deferred } from "../deferred/index.ts";
import {
  type Cancellable,
  ConnectError,
  type IProtocol,
  IStreamClientEndpoint,
} from "../net/index.ts";
import type { Socket } from "../platform/index.ts";
import type { ProtocolSource } from "../protocols/index.ts";
import { connectByAdopting } from "./adopting.ts";
import { afterOthers, type IReactorAdopting } from "./adopting-reactor.ts";
import { type MemoryNames, memoryNames } from "./memory-names.ts";

/** Where a `MemoryClientEndpoint` looks. */
export interface MemoryClientOptions {
  /** Where the name is looked up; by default those of the whole program. */
  readonly names?: MemoryNames;
}

/** Connects to what a `MemoryServerEndpoint` of this process listens on by that name, on whatever reactor. */
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
  connect<P extends IProtocol>(source: ProtocolSource<P>, options: Cancellable = {}): Deferred<P> {
    return connectByAdopting(source, options, `${this}`, (factory, watcher) => {
      const joined = new Deferred<Socket>(() => joined.errback(new CancelledError()));
      const forget = this.#reactor.whenClosing(() =>
        joined.errback(new ConnectError(`no connection to ${this}: the reactor stops`)),
      );
      afterOthers(this.#reactor, () => {
        if (joined.called) return;
        try {
          joined.callback(this.#names.connect(this.#reactor, this.#name));
        } catch (thrown) {
          joined.errback(thrown);
        }
      });
      joined.addBoth((result) => {
        forget();
        return result;
      });
      return joined.addCallback((socket) => this.#reactor.adoptSocket(socket, factory, watcher));
    });
  }

  toString(): string {
    return `memory:${this.#name}`;
  }
}
