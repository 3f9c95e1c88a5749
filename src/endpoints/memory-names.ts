/**
 * Who listens under which name in the memory of this program, and the ports of those who do.
 *
 * Rule: a name is taken from `listen` until its port is closed or its reactor has stopped. Who connects is connected
 * at once, and waits, as at a host, until the reactor that listens has time for him.
 */
import { implementer } from "../components/index.ts";
import { type Deferred, execute, fail, succeed } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import {
  CannotListenError,
  ConnectionRefusedError,
  type IAddress,
  IListeningPort,
  type IProtocolFactory,
  PipeAddress,
} from "../net/index.ts";
import type { NamedPipe } from "../platform/index.ts";
import { type ResourceType, tracking } from "../resources/index.ts";
import { afterOthers, type IReactorAdopting } from "./adopting-reactor.ts";
import { MemorySocket } from "./memory-socket.ts";

const log: Logger = new Logger({ namespace: "torsion.endpoints" });

const BACKLOG = 50;

/** Names of their own: what is listened on here is found here alone. */
export class MemoryNames {
  readonly #ports = new Map<string, MemoryPort>();

  /** @internal */
  listen(
    reactor: IReactorAdopting,
    name: string,
    factory: IProtocolFactory,
    backlog: number = BACKLOG,
  ): Deferred<IListeningPort> {
    if (this.#ports.has(name))
      return fail(new CannotListenError(`memory:${name}`, "somebody listens there already"));
    const listening = { reactor, name, factory, backlog };
    return execute(() => {
      const port = new MemoryPort(listening, () => this.#ports.delete(name));
      port.begin();
      this.#ports.set(name, port);
      return port;
    });
  }

  /**
   * Our end of a new connection. Throws `ConnectionRefusedError`.
   *
   * @internal
   */
  connect(reactor: IReactorAdopting, name: string): MemorySocket<NamedPipe> {
    const port = this.#ports.get(name);
    if (port === undefined)
      throw new ConnectionRefusedError(`cannot connect to memory:${name}: nobody listens there`);
    return port.connection(reactor);
  }
}

/** Where `memory:` endpoints look unless they are told where. */
export const memoryNames: MemoryNames = new MemoryNames();

interface Listening {
  readonly reactor: IReactorAdopting;
  readonly name: string;
  readonly factory: IProtocolFactory;
  readonly backlog: number;
}

class MemoryPort implements IListeningPort {
  static {
    implementer(IListeningPort)(this);
  }
  readonly #listening: Listening;
  readonly #free: () => void;
  readonly #address: PipeAddress;
  /** Connections that were not accepted yet. */
  readonly #waiting = new Set<MemorySocket<NamedPipe>>();
  #forget: () => void = () => {};
  #open = true;

  constructor(listening: Listening, free: () => void) {
    this.#listening = listening;
    this.#free = free;
    this.#address = new PipeAddress(`memory:${listening.name}`);
  }

  /** Throws what the factory throws, and what the reactor does where it has stopped. */
  begin(): void {
    const { reactor, factory } = this.#listening;
    this.#forget = reactor.whenClosing(() => this.#close());
    try {
      factory.doStart();
    } catch (thrown) {
      this.#forget();
      throw thrown;
    }
    tracking?.began(this, RESOURCE);
  }

  get open(): boolean {
    return this.#open;
  }

  getHost(): IAddress {
    return this.#address;
  }

  stopListening(): Deferred<void> {
    this.#close();
    return succeed(undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopListening();
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#free();
    this.#forget();
    const { factory } = this.#listening;
    for (const socket of this.#waiting) socket.abort();
    this.#waiting.clear();
    try {
      factory.doStop();
    } catch (thrown) {
      log.failure("{address}: an exception while its factory was stopped", thrown, {
        address: String(this.#address),
      });
    }
  }

  connection(client: IReactorAdopting): MemorySocket<NamedPipe> {
    const { reactor, name, factory, backlog } = this.#listening;
    if (this.#waiting.size >= backlog)
      throw new ConnectionRefusedError(
        `cannot connect to memory:${name}: ${backlog} connections wait there already`,
      );
    const [near, far] = MemorySocket.pair<NamedPipe>(
      {
        address: { pipe: `a client of memory:${name}` },
        later: (run) => afterOthers(client, run),
      },
      { address: { pipe: `memory:${name}` }, later: (run) => afterOthers(reactor, run) },
    );
    this.#waiting.add(far);
    afterOthers(reactor, () => {
      if (!this.#waiting.delete(far)) return;
      reactor.adoptSocket(far, factory);
    });
    return near;
  }
}

const RESOURCE: ResourceType<MemoryPort> = {
  kind: "listening port",
  describe: (port) => `port ${port.getHost()}`,
  isLive: ({ open }) => open,
  end: (port) => void port.stopListening(),
};
