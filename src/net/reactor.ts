/** What a reactor can do, capability by capability. Time is `IReactorTime`, of the folder `time`. */
import { attribute, defineInterface, type Interface, method } from "../components/index.ts";
import type { Awaitable, Deferred } from "../deferred/index.ts";
import type { IConnector, IListeningPort } from "./port.ts";
import type { IClientFactory, IProtocolFactory } from "./protocol.ts";

export type SystemEventPhase = "before" | "during" | "after";
/** Names one trigger, for `removeSystemEventTrigger`. */
export interface TriggerHandle {
  readonly phase: SystemEventPhase;
  readonly event: string;
}

/** Starting, running and stopping. */
export interface IReactorCore {
  readonly running: boolean;
  /** Fires the startup event; the result fires when the reactor has stopped. */
  run(): Deferred<void>;
  /** Fires the shutdown event at the end of the turn (R9). Throws `ReactorNotRunning`. */
  stop(): void;
  /** Stop without the shutdown event: nothing is waited for, and what is open is closed. */
  crash(): void;
  /** Call `f` when the reactor runs: at once if it does, else at startup (R10). */
  callWhenRunning(f: () => unknown): TriggerHandle | null;
  /** Deferreds that triggers of `before` return are waited for before `during` begins (R7). */
  addSystemEventTrigger(
    phase: SystemEventPhase,
    event: string,
    trigger: () => Awaitable<unknown>,
  ): TriggerHandle;
  /** Throws `RangeError` for a trigger that is not there (R18). */
  removeSystemEventTrigger(handle: TriggerHandle): void;
  fireSystemEvent(event: string): void;
}
export const IReactorCore: Interface<IReactorCore> = defineInterface("torsion.IReactorCore", [], {
  running: attribute,
  run: method,
  stop: method,
  crash: method,
  callWhenRunning: method,
  addSystemEventTrigger: method,
  removeSystemEventTrigger: method,
  fireSystemEvent: method,
});

/** Chance as an argument: seeded on a simulated network. */
export interface IReactorRandom {
  /** At least 0, less than 1. Not for secrets. */
  random(): number;
}
export const IReactorRandom: Interface<IReactorRandom> = defineInterface(
  "torsion.IReactorRandom",
  [],
  { random: method },
);

export interface ListenTCPOptions {
  /** The address to listen on; by default every IPv4 address of the host. */
  readonly interface?: string;
  /** How many connections may wait to be accepted; 50 by default. */
  readonly backlog?: number;
}
export interface ConnectTCPOptions {
  /** The time limit of the attempt, 30 by default (X18). */
  readonly seconds?: number;
  /** The local address, and port if it must be a certain one. */
  readonly bindAddress?: { readonly host: string; readonly port?: number };
}

/** A reactor that can speak TCP. */
export interface IReactorTCP {
  /** Port 0 lets the host choose; `getHost().port` says which. Fails with `CannotListenError` (X15). */
  listenTCP(
    port: number,
    factory: IProtocolFactory,
    options?: ListenTCPOptions,
  ): Deferred<IListeningPort>;
  /** Begins to connect and tells the factory how it goes. */
  connectTCP(
    host: string,
    port: number,
    factory: IClientFactory,
    options?: ConnectTCPOptions,
  ): IConnector;
}
export const IReactorTCP: Interface<IReactorTCP> = defineInterface("torsion.IReactorTCP", [], {
  listenTCP: method,
  connectTCP: method,
});
