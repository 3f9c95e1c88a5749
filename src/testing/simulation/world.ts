/**
 * What a scenario is given: a network, programs on its hosts, and what must hold.
 *
 * A scenario may be a function that sets things up and returns, or an async one that goes on while time passes.
 */
import { type Awaitable, Deferred } from "../../deferred/index.ts";
import type { MemoryNetwork, MemoryPlatform } from "../../platform/memory/index.ts";
import { type ReactorOn, reactorOn } from "../../reactor/index.ts";
import { ownedBy } from "../../resources/index.ts";
import { type Timer, TimerHeap } from "../../time/index.ts";
import { nameOf } from "./activity.ts";
import { SimulationOptionError } from "./errors.ts";
import { Operations } from "./operations.ts";

/** What programs of a simulation run on. */
export type SimulatedReactor = ReactorOn<MemoryPlatform>;

/**
 * Sets a program going; what it gives stops it. `platform` is what `reactor` runs on, for a reactor with more to it: over TLS, say,
 * `reactorOn({ ...platform, tls: nodeTLS() })`.
 */
export type Program = (
  reactor: SimulatedReactor,
  platform: MemoryPlatform,
  // biome-ignore lint/suspicious/noConfusingVoidType: a program that has nothing to say returns nothing.
) => void | (() => Awaitable<unknown>) | { stopService(): Awaitable<unknown> };

/** One thing that must hold, by name. */
export interface Invariant {
  readonly name: string;
  readonly holds: () => boolean;
}

/** A program that runs, on the reactor that it was given. */
export interface RunningProgram {
  readonly host: string;
  readonly reactor: SimulatedReactor;
  /** `undefined` where the program did not say how. */
  readonly stop: (() => Awaitable<unknown>) | undefined;
}

/** What a world needs of the run that it is part of. */
export interface RunAround {
  note(host: string, text: string): void;
  fail(signature: string, error: unknown): void;
}

/** What stops a program that gave that. */
function stopOf(host: string, given: ReturnType<Program>): RunningProgram["stop"] {
  if (given === undefined || given === null) return undefined;
  if (typeof given === "function") return given;
  if (typeof given.stopService === "function") return () => given.stopService();
  throw new SimulationOptionError(
    `the program of ${host} gives ${given}: what stops it, please, a function or a service; it cannot be async`,
  );
}

class Alarm implements Timer {
  at = 0;
  order = 0;
  index = -1;
  readonly ring: () => void;
  constructor(ring: () => void) {
    this.ring = ring;
  }
}

export class World {
  readonly network: MemoryNetwork;
  readonly seed: number;
  readonly #programs = new Map<string, RunningProgram>();
  readonly #always: Invariant[] = [];
  readonly #eventually: Invariant[] = [];
  readonly #alarms = new TimerHeap<Alarm>();
  readonly #run: RunAround;
  readonly #operations: Operations;

  constructor(network: MemoryNetwork, run: RunAround) {
    this.network = network;
    this.seed = network.seed;
    this.#run = run;
    this.#operations = new Operations((signature, error) => run.fail(signature, error));
  }

  /**
   * Start a program on a host, and anew whenever the host has power again after a crash. What it returns stops it: a
   * service, or a function. Only programs that say how they are stopped are looked at for leaks, once they have been.
   */
  boot(host: string, program: Program): void {
    this.network.boot(host, (platform) => {
      const reactor = reactorOn(platform);
      reactor.run();
      // Who has the power switched on is not to blame, nor to be stopped by it.
      try {
        const given = ownedBy(platform, () => program(reactor, platform));
        this.#programs.set(host, { host, reactor, stop: stopOf(host, given) });
      } catch (error) {
        this.#run.fail(`boot of ${host} ${nameOf(error)}`, error);
      }
    });
  }

  /** A reactor on a host for the scenario's own use; nothing on it is started again after a crash. */
  reactor(host: string): SimulatedReactor {
    return reactorOn(this.network.host(host));
  }

  /** `holds` is asked after each thing that happens; it must not say false, nor throw. */
  always(name: string, holds: () => boolean): void {
    this.#always.push({ name, holds });
  }

  /** `holds` must come to be so, at the latest some time after all is well again. */
  eventually(name: string, holds: () => boolean): void {
    this.#eventually.push({ name, holds });
  }

  /**
   * Something begins, on a host, that must end exactly once before the run does: call the result when it has. What is under
   * way on a host that loses its power need not end.
   */
  operation(host: string, name: string): () => void {
    // A host that is not there is not made by that.
    const platform = this.network.hosts.includes(host) ? this.network.host(host) : null;
    return this.#operations.begin(host, name, () => platform?.host?.isUp() !== false);
  }

  /** Fires in so many simulated seconds. */
  sleep(seconds: number): Deferred<void> {
    const over = new Deferred<void>(() => this.#alarms.remove(alarm));
    const alarm = this.#set(seconds, () => over.callback());
    return over;
  }

  /** Do it in so many simulated seconds; what it throws fails the run. */
  after(seconds: number, run: () => void): void {
    this.#set(seconds, run);
  }

  /** Seconds since the run began. */
  now(): number {
    return this.network.now();
  }

  /** A number from 0 up to but not 1, for the scenario; it moves no other. */
  random(): number {
    return this.network.draw("application");
  }

  /** Say something about a host: it is drawn beside it, and is part of what the same seed must do again. */
  note(host: string, text: string): void {
    this.#run.note(host, text);
  }

  #set(seconds: number, ring: () => void): Alarm {
    if (!(seconds >= 0 && seconds < Number.POSITIVE_INFINITY))
      throw new RangeError(`${seconds} s: seconds must be a number from 0 up`);
    const alarm = new Alarm(ring);
    this.#alarms.add(alarm, this.now() + seconds);
    return alarm;
  }

  /** For the run: its parts that no scenario should touch. */
  static inside(world: World): {
    readonly programs: ReadonlyMap<string, RunningProgram>;
    readonly always: readonly Invariant[];
    readonly eventually: readonly Invariant[];
    readonly operations: Operations;
    nextAlarm(): number;
    /** Ring the first alarm that is due. */
    ring(): void;
  } {
    return {
      programs: world.#programs,
      always: world.#always,
      eventually: world.#eventually,
      operations: world.#operations,
      nextAlarm: () => world.#alarms.nextAt(),
      ring: () => world.#alarms.popDue(world.now(), Number.POSITIVE_INFINITY)?.ring(),
    };
  }
}
