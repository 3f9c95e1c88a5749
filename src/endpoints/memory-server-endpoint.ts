/** A name in the memory of this program, to be listened on: between any two reactors, and nothing of the host's. */
import { implementer } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";
import { type Cancellable, type IListeningPort, IStreamServerEndpoint } from "../net/index.ts";
import { factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import type { IReactorAdopting } from "./adopting-reactor.ts";
import { listenUnlessAborted } from "./listen-unless-aborted.ts";
import { type MemoryNames, memoryNames } from "./memory-names.ts";

/** Where a `MemoryServerEndpoint` is found, and how many may wait. */
export interface MemoryServerOptions {
  /** Where the name is looked up; by default those of the whole program. */
  readonly names?: MemoryNames;
  /** How many connections may wait to be accepted; 50 by default. More are refused. */
  readonly backlog?: number;
}

/** Listens at a name that this process alone knows: no port of the host's, and no file. */
export class MemoryServerEndpoint implements IStreamServerEndpoint {
  static {
    implementer(IStreamServerEndpoint)(this);
  }
  readonly #reactor: IReactorAdopting;
  readonly #name: string;
  readonly #options: MemoryServerOptions;

  constructor(reactor: IReactorAdopting, name: string, options: MemoryServerOptions = {}) {
    this.#reactor = reactor;
    this.#name = name;
    this.#options = options;
  }

  /** Fails with `CannotListenError` where somebody listens at that name. */
  listen(source: ProtocolSource, { signal }: Cancellable = {}): Deferred<IListeningPort> {
    const { names = memoryNames, backlog } = this.#options;
    const factory = factoryFrom(source);
    return listenUnlessAborted(
      () => names.listen(this.#reactor, this.#name, factory, backlog),
      signal,
    );
  }

  toString(): string {
    return `memory:${this.#name}`;
  }
}
