/** A scenario of death in a world: a process of its own with one side of it, and the survivor's side. */
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import type { DeathScenario } from "./death-scenario.ts";
import { type Doomed, DoomedHost, DoomedProcess } from "./doomed-process.ts";
import { isClient } from "./party.ts";
import type { Play, Records } from "./play.ts";
import { Side } from "./side.ts";
import { type Resting, restingReal, restingSimulated, type TwinReactor } from "./worlds.ts";

export interface DeathWorld extends Resting {
  /** That of the survivor. */
  readonly reactor: TwinReactor;
  readonly doomed: Doomed;
  /** Where the server is. */
  readonly host: string;
}

/** Another one for each run: it has the process. */
export function realDeath(): DeathWorld {
  return {
    name: "real",
    reactor: reactorOn(node()),
    doomed: new DoomedProcess(),
    host: "127.0.0.1",
    settle: restingReal({ limitSeconds: 20, apart: true }),
  };
}

export function simulatedDeath({ dies }: DeathScenario): DeathWorld {
  const network = new MemoryNetwork();
  const survivor = dies === "server" ? "client" : "server";
  const reactor = reactorOn(network.host(survivor));
  network.host(dies);
  return {
    name: "simulated",
    reactor,
    doomed: new DoomedHost(network, dies, "server"),
    host: "server",
    settle: restingSimulated(network),
  };
}

export class Death implements Play {
  readonly #world: DeathWorld;
  readonly #scenario: DeathScenario;
  #survivor: Side | undefined;
  #hasBegun = false;

  constructor(world: DeathWorld, scenario: DeathScenario) {
    this.#world = world;
    this.#scenario = scenario;
  }

  begin(): void {
    const { reactor, host, doomed } = this.#world;
    const { dies } = this.#scenario;
    const place = { host, port: () => doomed.port };
    const survives = dies === "server" ? "client" : "server";
    this.#survivor = Side.of(this.#scenario, survives, reactor, place);
    // Clients are told where the server is.
    if (dies === "server") this.#beginToDie();
  }

  #beginToDie(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#world.doomed.begin(this.#scenario, this.#survivor!.port);
  }

  get steps(): number {
    return this.#scenario.steps.length;
  }

  perform(number: number): void {
    const step = this.#scenario.steps[number]!;
    this.#beginToDie();
    const { doomed } = this.#world;
    if (typeof step === "string") doomed.strike(step);
    else if (isClient(step.who) === (this.#scenario.dies === "client")) doomed.perform(step);
    else this.#survivor!.perform(step);
  }

  record(): Records {
    const { doomed } = this.#world;
    const { turns: own = [], ...survivor } = this.#survivor!.pages();
    const { turns = [], ...dead } = doomed.pages();
    return { ...survivor, ...dead, process: [doomed.state], turns: [...own, ...turns] };
  }

  async close(): Promise<void> {
    const { doomed, settle } = this.#world;
    this.#survivor!.close();
    if (doomed.state !== "is gone") doomed.strike("kill");
    await settle(() => doomed.state === "is gone");
  }
}
