/** A scenario of connections in a world: the port, its clients, and what each of them has seen. */
import type { IAddress, IListeningPort } from "torsion/net";
import { TwinClient } from "./client.ts";
import { Diary, named } from "./diary.ts";
import type { Play, Records } from "./play.ts";
import type { Action, Actor, Scenario, Step } from "./scenario.ts";
import { TwinServer } from "./server.ts";
import type { World } from "./worlds.ts";

export class Stage implements Play {
  readonly #world: World;
  readonly #steps: readonly Step[];
  readonly #server: TwinServer;
  readonly #clients: TwinClient[];
  #port: IListeningPort | null = null;
  #at: IAddress | undefined;

  constructor(world: World, scenario: Scenario) {
    this.#world = world;
    this.#steps = scenario.steps;
    const later = (run: () => void): void => void world.reactor.callLater(0, run);
    this.#server = new TwinServer(scenario.server, {
      later,
      act: (action) => this.#actOnPort(action),
    });
    this.#clients = scenario.clients.map(
      (role) =>
        new TwinClient(new Diary(), role, {
          later: (run) => void world.client.callLater(0, run),
          connect: (factory) => world.connect(factory, this.#at!, role.to, role.seconds ?? 20),
        }),
    );
  }

  begin(): void {
    this.#listen();
  }

  #listen(): void {
    this.#world.listen(this.#server, this.#at).addCallbacks(
      (port) => {
        this.#port = port;
        this.#at = port.getHost();
        this.#server.diary.add("listens");
      },
      (failure) => this.#server.diary.add(`does not listen: ${named(failure.value)}`),
    );
  }

  get steps(): number {
    return this.#steps.length;
  }

  perform(step: number): void {
    const { who, actions } = this.#steps[step]!;
    const [kind, number] = who.split(" ");
    if (kind === "port") for (const action of actions) this.#actOnPort(action);
    else if (kind === "client")
      this.#ownTurn(who, () => this.#clients[Number(number)]!.perform(actions));
    else this.#ownTurn(who, () => this.#server.protocols[Number(number)]!.perform(actions));
  }

  record(): Records {
    const pages: [string, readonly string[]][] = [
      ["port", this.#server.diary.page()],
      ...this.#clients.map(({ diary }, i): [Actor, readonly string[]] => [
        `client ${i}`,
        diary.page(),
      ]),
      ...this.#server.protocols.map(({ diary }, i): [Actor, readonly string[]] => [
        `server ${i}`,
        diary.page(),
      ]),
    ];
    return Object.fromEntries(pages);
  }

  /** Leave nothing open. */
  async close(): Promise<void> {
    const protocols = [
      ...this.#server.protocols,
      ...this.#clients.flatMap((client) => client.protocols),
    ];
    for (const client of this.#clients) client.disconnect();
    for (const protocol of protocols) protocol.end();
    this.#port?.stopListening();
    await this.#world.settle(() => protocols.every(({ lost }) => lost));
  }

  /** Steps are turns of the reactor's, as everything is that a program does. */
  #ownTurn(who: Actor, act: () => void): void {
    const { client, reactor } = this.#world;
    (who.startsWith("client") ? client : reactor).callLater(0, act);
  }

  #actOnPort(action: Action): void {
    if (action.do === "listen") this.#listen();
    else if (action.do === "stopListening")
      this.#port!.stopListening().addCallback(() => this.#server.diary.add("stopped listening"));
    else throw new Error(`a port cannot ${action.do}`);
  }
}
