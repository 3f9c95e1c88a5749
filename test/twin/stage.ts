/** Runs a scenario in one world, and writes down after each step what everybody has seen. */
import { formatEvent, globalLogPublisher, type LogEvent, LogLevel } from "torsion/logger";
import type { IAddress, IListeningPort } from "torsion/net";
import { TwinClient } from "./client.ts";
import { Diary, masked, named } from "./diary.ts";
import type { Action, Actor, Scenario, Step } from "./scenario.ts";
import { TwinServer } from "./server.ts";
import type { World } from "./worlds.ts";

/** The pages of all diaries, by whose they are. */
export type Records = Readonly<Record<string, readonly string[]>>;

/** What the other world had to say of each step: what this one is waited for. */
export type Prediction = readonly Records[];

class Stage {
  readonly #world: World;
  readonly #server: TwinServer;
  readonly #clients: TwinClient[];
  readonly #log = new Diary();
  #port: IListeningPort | null = null;
  #at: IAddress | undefined;

  constructor(world: World, scenario: Scenario) {
    this.#world = world;
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

  readonly observer = (event: LogEvent): void => {
    if ((event.log_level as LogLevel).rank < LogLevel.warn.rank) return;
    this.#log.add(masked(formatEvent(event)).replace(/TCP:\S+|'[^']*'|,\S+:/g, "…"));
  };

  listen(): void {
    this.#world.listen(this.#server, this.#at).addCallbacks(
      (port) => {
        this.#port = port;
        this.#at = port.getHost();
        this.#server.diary.add("listens");
      },
      (failure) => this.#server.diary.add(`does not listen: ${named(failure.value)}`),
    );
  }

  perform({ who, actions }: Step): void {
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
      ["log", this.#log.page()],
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
    if (action.do === "listen") this.listen();
    else if (action.do === "stopListening")
      this.#port!.stopListening().addCallback(() => this.#server.diary.add("stopped listening"));
    else throw new Error(`a port cannot ${action.do}`);
  }
}

/**
 * One record for the beginning, and one for each step.
 *
 * @param prediction what is waited for; where it does not come true, the run ends there.
 */
export async function run(
  world: World,
  scenario: Scenario,
  prediction?: Prediction,
): Promise<Prediction> {
  const stage = new Stage(world, scenario);
  const records: Records[] = [];
  const settled = async (): Promise<boolean> => {
    const predicted = prediction?.[records.length];
    const wanted = predicted && JSON.stringify(predicted);
    await world.settle(() => wanted === undefined || JSON.stringify(stage.record()) === wanted);
    const record = stage.record();
    records.push(record);
    return wanted === undefined || JSON.stringify(record) === wanted;
  };
  globalLogPublisher.addObserver(stage.observer);
  try {
    stage.listen();
    if (!(await settled())) return records;
    for (const step of scenario.steps) {
      stage.perform(step);
      if (!(await settled())) return records;
    }
    return records;
  } finally {
    globalLogPublisher.removeObserver(stage.observer);
    await stage.close();
  }
}
