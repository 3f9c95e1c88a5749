/**
 * What serves snapshots of a program, to however many clients.
 *
 * Rules: a snapshot is made in steps, of which each takes a millisecond or so of a turn. Turns are measured while somebody looks, and only then. There are few clients at a time, and one that takes
 * nothing costs no more than the one snapshot that it has been sent.
 */
import { describeServices, type IService } from "../../application/index.ts";
import { utf8 } from "../../bytes/index.ts";
import type { Deferred } from "../../deferred/index.ts";
import {
  type DescribeOptions,
  IReactorEnvironment,
  type IReactorInspection,
  type IReactorTime,
} from "../../net/index.ts";
import { Factory } from "../../protocols/index.ts";
import { Cooperator } from "../../task/index.ts";
import { InspectionProtocol } from "./inspection-protocol.ts";
import { jsonPieces } from "./json-pieces.ts";
import { type MemoryDescription, SNAPSHOT_VERSION, type Snapshot } from "./snapshot.ts";

/** Enough for all who look at one program, and few enough for what they cost. */
const MOST_CLIENTS = 8;
/** They are described in one step. */
const MOST_SERVICES = 1000;
/** What snapshots take of a turn, if not of every one. */
const SLICE_SECONDS = 0.001;

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
  /** All snapshots are made by one, so that many clients take no more of a turn than one does. */
  readonly #cooperator: Cooperator;

  constructor(inspected: Inspected) {
    this.#inspected = inspected;
    this.reactor = inspected.reactor;
    const { reactor } = inspected;
    this.#cooperator = new Cooperator({
      clock: reactor,
      terminationPredicateFactory: () => {
        const end = reactor.seconds() + SLICE_SECONDS;
        return () => reactor.seconds() >= end;
      },
    });
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

  /** A snapshot as a line of JSON, in pieces: made in later turns. */
  make(options: DescribeOptions): Deferred<Uint8Array[]> {
    const line: Uint8Array[] = [];
    return this.#cooperator.coiterate(this.#line(options, line)).addCallback(() => line);
  }

  *#line(options: DescribeOptions, line: Uint8Array[]): Generator<void> {
    for (const piece of jsonPieces(yield* this.snapshot(options))) {
      line.push(utf8(piece));
      yield;
    }
    line.push(utf8("\n"));
  }

  /** In steps, of which none takes long. */
  *snapshot(options: DescribeOptions): Generator<void, Snapshot> {
    const { reactor, service, facts, memory } = this.#inspected;
    const environment: unknown = reactor;
    const services = describeServices(
      service,
      Math.min(options.most ?? MOST_SERVICES, MOST_SERVICES),
    );
    yield;
    const seconds = reactor.seconds();
    const program = {
      name: services[0]?.name ?? service.constructor.name,
      pid: IReactorEnvironment.providedBy(environment) ? environment.environment.pid : null,
      memory: memory(),
    };
    return {
      torsion: SNAPSHOT_VERSION,
      seconds,
      program,
      services,
      reactor: yield* reactor.describeInSteps(options),
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
