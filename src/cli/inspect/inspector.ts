/**
 * What serves snapshots of a program, to however many clients.
 *
 * Rules: turns are measured while somebody looks, and only then. There are few clients at a time, and one that takes
 * nothing costs no more than the one snapshot that it has been sent.
 */
import { describeServices, type IService } from "../../application/index.ts";
import {
  type DescribeOptions,
  IReactorEnvironment,
  type IReactorInspection,
  type IReactorTime,
} from "../../net/index.ts";
import { Factory } from "../../protocols/index.ts";
import { InspectionProtocol } from "./inspection-protocol.ts";
import { type MemoryDescription, SNAPSHOT_VERSION, type Snapshot } from "./snapshot.ts";

/** Enough for all who look at one program, and few enough for what they cost. */
const MOST_CLIENTS = 8;

export interface Inspected {
  readonly reactor: IReactorInspection & IReactorTime;
  readonly service: IService;
  /** What features tell of themselves. */
  readonly facts: ReadonlyMap<string, () => unknown>;
  memory(): MemoryDescription | null;
}

export class Inspector {
  readonly reactor: IReactorInspection & IReactorTime;
  readonly #inspected: Inspected;
  readonly #clients = new Set<InspectionProtocol>();
  #stopMeasuring: (() => void) | null = null;

  constructor(inspected: Inspected) {
    this.#inspected = inspected;
    this.reactor = inspected.reactor;
  }

  /** For an endpoint to listen with. */
  get factory(): Factory<InspectionProtocol> {
    const factory = new InspectionFactory();
    factory.buildProtocol = () => new InspectionProtocol(this);
    factory.noisy = false;
    return factory;
  }

  /** `false`: there are too many. */
  join(client: InspectionProtocol): boolean {
    if (this.#clients.size >= MOST_CLIENTS) return false;
    this.#clients.add(client);
    this.#stopMeasuring ??= this.reactor.measureTurns();
    return true;
  }

  leave(client: InspectionProtocol): void {
    this.#clients.delete(client);
    if (this.#clients.size > 0) return;
    this.#stopMeasuring?.();
    this.#stopMeasuring = null;
  }

  /** Close all connections. */
  end(): void {
    for (const client of [...this.#clients]) client.end();
  }

  snapshot(options: DescribeOptions): Snapshot {
    const { reactor, service, facts, memory } = this.#inspected;
    const environment: unknown = reactor;
    return {
      torsion: SNAPSHOT_VERSION,
      seconds: reactor.seconds(),
      program: {
        name: service.name ?? service.constructor.name,
        pid: IReactorEnvironment.providedBy(environment) ? environment.environment.pid : null,
        memory: memory(),
      },
      services: describeServices(service, options.most),
      reactor: reactor.describe(options),
      facts: Object.fromEntries([...facts].map(([name, tell]) => [name, told(tell)])),
    };
  }
}

/** Its class is what a description of ports shows. */
class InspectionFactory extends Factory<InspectionProtocol> {}

function told(tell: () => unknown): unknown {
  try {
    return tell() ?? null;
  } catch (thrown) {
    return { error: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}
