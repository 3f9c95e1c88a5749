/** Scenarios of UDP: a few ports of one host, which send to each other, close, and are sent to when nobody is there. */
import type { IHostAddress, IUDPTransport } from "torsion/net";
import { DatagramProtocol } from "torsion/protocols";
import { bytesAt } from "./bytes.ts";
import { Chance } from "./chance.ts";
import { Diary } from "./diary.ts";
import type { Play, Records } from "./play.ts";
import type { World } from "./worlds.ts";

/** Stations are numbers; a station that is closed is nobody. */
export type DatagramAction =
  | { readonly do: "send"; readonly to: number; readonly bytes: number }
  /** To whom the station is connected. */
  | { readonly do: "sendOn"; readonly bytes: number }
  | { readonly do: "connect"; readonly to: number }
  | { readonly do: "close" }
  /** From now on: what it does with each datagram. */
  | { readonly do: "echo" | "throw" | "listen" };

export interface DatagramScenario {
  readonly name: string;
  readonly stations: number;
  readonly steps: readonly { readonly who: number; readonly actions: readonly DatagramAction[] }[];
}

class Station extends DatagramProtocol {
  readonly diary: Diary = new Diary();
  readonly #nameOf: (from: IHostAddress) => string;
  does: "echo" | "throw" | "listen" = "listen";

  constructor(nameOf: (from: IHostAddress) => string) {
    super();
    this.#nameOf = nameOf;
  }

  override startProtocol(): void {
    this.diary.add("startProtocol");
  }

  override stopProtocol(): void {
    this.diary.add("stopProtocol");
  }

  override datagramReceived(data: Uint8Array, from: IHostAddress): void {
    const whole = Buffer.compare(data, bytesAt(0, data.length)) === 0;
    this.diary.add(`${data.length} ${whole ? "bytes" : "other bytes"} from ${this.#nameOf(from)}`);
    if (this.does === "throw") throw new RangeError("on purpose");
    if (this.does === "echo") this.transport.write(data, from);
  }

  override connectionRefused(): void {
    this.diary.add("connectionRefused");
  }
}

export class DatagramStage implements Play {
  readonly #world: World;
  readonly #scenario: DatagramScenario;
  readonly #stations: Station[];
  readonly #ports: IUDPTransport[] = [];

  constructor(world: World, scenario: DatagramScenario) {
    this.#world = world;
    this.#scenario = scenario;
    const nameOf = ({ port }: IHostAddress): string =>
      `station ${this.#ports.findIndex((one) => one.getHost().port === port)}`;
    this.#stations = Array.from({ length: scenario.stations }, () => new Station(nameOf));
  }

  get steps(): number {
    return this.#scenario.steps.length;
  }

  begin(): void {
    for (const [i, station] of this.#stations.entries())
      this.#world.reactor.listenUDP(0, station, { interface: "127.0.0.1" }).addCallback((port) => {
        this.#ports[i] = port;
      });
  }

  perform(step: number): void {
    const { who, actions } = this.#scenario.steps[step]!;
    this.#world.reactor.callLater(0, () => {
      for (const action of actions)
        this.#stations[who]!.diary.attempt(action.do, () => this.#act(who, action));
    });
  }

  record(): Records {
    return Object.fromEntries(this.#stations.map(({ diary }, i) => [`station ${i}`, diary.page()]));
  }

  async close(): Promise<void> {
    for (const port of this.#ports) port.stopListening();
    await this.#world.settle(() => true);
  }

  #act(who: number, action: DatagramAction): void {
    const port = this.#ports[who]!;
    switch (action.do) {
      case "send":
        port.write(bytesAt(0, action.bytes), this.#ports[action.to]!.getHost());
        break;
      case "sendOn":
        port.write(bytesAt(0, action.bytes));
        break;
      case "connect": {
        const { host, port: number } = this.#ports[action.to]!.getHost();
        port.connect(host, number);
        break;
      }
      case "close":
        port.stopListening().addCallback(() => this.#stations[who]!.diary.add("stopped listening"));
        break;
      default:
        this.#stations[who]!.does = action.do;
    }
  }
}

const SIZES = [0, 1, 10, 1472, 1473, 9000, 65_507, 65_508];

export function datagramScenarioOf(seed: number): DatagramScenario {
  const chance = new Chance(seed);
  const stations = chance.number(2, 3);
  const echoes = new Set<number>();
  const connected = new Set<number>();
  const one = (): number => chance.number(0, stations - 1);
  const bytes = (): number => (chance.percent(40) ? chance.pick(SIZES) : chance.number(1, 3000));
  const action = (who: number): DatagramAction => {
    const kind = chance.number(0, 99);
    if (kind < 50) return { do: "send", to: one(), bytes: bytes() };
    if (kind < 65) return { do: "sendOn", bytes: bytes() };
    if (kind < 75) return { do: "connect", to: one() };
    if (kind < 82) return { do: "close" };
    if (kind < 88) return { do: "throw" };
    // Two that echo, or one that hears itself, would never come to rest.
    if (kind < 96 && echoes.size === 0) {
      echoes.add(who);
      return { do: "echo" };
    }
    return { do: "listen" };
  };
  const steps = chance.several(3, 9, () => {
    const who = one();
    const actions = chance.several(1, 3, () => action(who));
    const toItself = (act: DatagramAction): boolean => "to" in act && act.to === who;
    const kept = actions.filter(
      (act) => !(toItself(act) && (echoes.has(who) || act.do === "connect")),
    );
    // What is under way meanwhile would come, or not; and a port that closes is closed now, or in the next turn.
    const alone = kept.find((act) => act.do === "close" || act.do === "connect");
    if (alone) {
      if (alone.do === "connect") connected.add(who);
      return { who, actions: [alone] };
    }
    // A refusal of the first would be told of the second, or not.
    const isSend = (act: DatagramAction): boolean => act.do === "send" || act.do === "sendOn";
    const first = kept.find(isSend);
    const few = connected.has(who) ? kept.filter((act) => act === first || !isSend(act)) : kept;
    return { who, actions: few };
  });
  return { name: `UDP, seed ${seed}`, stations, steps };
}
