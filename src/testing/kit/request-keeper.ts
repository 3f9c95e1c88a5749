/**
 * How requests of a `MemoryReactor` are made of what its reactor asks of the platform.
 *
 * Rule: a request is there before any code of its user's is told of it.
 */
import type { Deferred } from "../../deferred/index.ts";
import type {
  IClientFactory,
  IConnector,
  IListeningPort,
  IProtocol,
  IProtocolFactory,
} from "../../net/index.ts";
import { MemoryClient, MemoryServer } from "./memory-requests.ts";
import type { PumpedReactor } from "./pumped-reactor.ts";
import type { PumpedAttempt } from "./pumped-streams.ts";
import { watchedFactory } from "./watched-factory.ts";

/** The attempts of one connector. */
interface Attempts {
  readonly connector: () => IConnector | null;
  current: PumpedAttempt;
  began(attempt: PumpedAttempt): void;
}

export class RequestKeeper {
  readonly #pumped: () => PumpedReactor;
  readonly #connectors: IConnector[];
  readonly #attempts: Attempts[] = [];

  /** @param connectors what connecting gives is put there. */
  constructor(pumped: () => PumpedReactor, connectors: IConnector[]) {
    this.#pumped = pumped;
    this.#connectors = connectors;
  }

  listen(
    factory: IProtocolFactory,
    listen: (watched: IProtocolFactory) => Deferred<IListeningPort>,
    remember: (server: MemoryServer) => void,
  ): Deferred<IListeningPort> {
    const pumped = this.#pumped();
    let built: IProtocol | null = null;
    const watched = watchedFactory(factory, (protocol) => {
      built = protocol;
    });
    return pumped.platform.enter(() =>
      pumped.listen(
        () => listen(watched),
        (asked) => remember(new MemoryServer(pumped, asked, () => built)),
      ),
    );
  }

  /** `remember` is called for each attempt of the connector. */
  connect(
    factory: IClientFactory,
    connect: (watched: IClientFactory) => IConnector,
    remember: (client: MemoryClient & { readonly connector: IConnector }) => void,
  ): IConnector {
    const pumped = this.#pumped();
    let connector: IConnector | null = null;
    /** What the attempt that goes on has built; each request sees its own. */
    let building: { protocol: IProtocol | null } = { protocol: null };
    const watched = watchedFactory(factory, (protocol) => {
      building.protocol = protocol;
    });
    const began = (attempt: PumpedAttempt): void => {
      const built = { protocol: null };
      building = built;
      const client = new MemoryClient(pumped, attempt, () => built.protocol);
      remember(withConnector(client, () => connector!));
    };
    return pumped.platform.enter(() => {
      connector = pumped.connect(
        () => connect(watched),
        (attempt) => {
          this.#attempts.push({ connector: () => connector, current: attempt, began });
          began(attempt);
        },
      );
      this.#connectors.push(connector);
      return connector;
    });
  }

  /** One that a connector makes by itself: that which connects, or is not back yet, and has none that goes on. */
  again(attempt: PumpedAttempt): void {
    const whose = this.#attempts.find(
      ({ connector, current }) =>
        !current.pending && (connector()?.state ?? "connecting") === "connecting",
    );
    if (whose === undefined) return;
    whose.current = attempt;
    whose.began(attempt);
  }
}

/** The connector is known only after the platform was asked. */
function withConnector(
  client: MemoryClient,
  connector: () => IConnector,
): MemoryClient & { readonly connector: IConnector } {
  return Object.defineProperty(client, "connector", {
    get: connector,
    enumerable: true,
  }) as MemoryClient & { readonly connector: IConnector };
}
