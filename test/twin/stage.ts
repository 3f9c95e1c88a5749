/** A scenario of connections in a world: both sides of it, in one process. */
import { ClientParty, isClient, ServerParty } from "./party.ts";
import type { Play, Records } from "./play.ts";
import type { Scenario, Step } from "./scenario.ts";
import type { World } from "./worlds.ts";

export class Stage implements Play {
  readonly #world: World;
  readonly #steps: readonly Step[];
  readonly #server: ServerParty;
  readonly #clients: ClientParty;

  constructor(world: World, scenario: Scenario) {
    this.#world = world;
    this.#steps = scenario.steps;
    this.#server = new ServerParty(
      {
        later: (run) => void world.reactor.callLater(0, run),
        listen: (factory, at) => world.listen(factory, at),
      },
      scenario.servers,
    );
    this.#clients = new ClientParty(
      {
        later: (run) => void world.client.callLater(0, run),
        connect: (factory, { to, seconds = 20 }) =>
          world.connect(factory, this.#server.at!, to, seconds),
      },
      scenario.clients,
    );
  }

  begin(): void {
    this.#server.listen();
  }

  get steps(): number {
    return this.#steps.length;
  }

  /** Steps are turns of the reactor's, as everything is that a program does. */
  perform(step: number): void {
    const { who, actions } = this.#steps[step]!;
    const { client, reactor } = this.#world;
    if (who === "port") this.#server.perform(who, actions);
    else if (isClient(who)) client.callLater(0, () => this.#clients.perform(who, actions));
    else reactor.callLater(0, () => this.#server.perform(who, actions));
  }

  record(): Records {
    return { ...this.#server.pages(), ...this.#clients.pages() };
  }

  async close(): Promise<void> {
    const protocols = [...this.#clients.close(), ...this.#server.close()];
    await this.#world.settle(() => protocols.every(({ lost }) => lost));
  }
}
