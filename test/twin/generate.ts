/**
 * Writes scenarios from seeds, such that only one outcome is possible.
 *
 * What TCP leaves open is kept out: who is first where both sides act at the same time (one side acts in a step, and the
 * other answers when all has come), how much of what was written comes before a reset that overtakes it, and how long
 * a reset takes that answers a write to nobody (such a write has a step of its own).
 */
import { Chance } from "./chance.ts";
import {
  type Action,
  HUGE,
  type Reaction,
  type Role,
  type Scenario,
  type Step,
} from "./scenario.ts";

/** What is known of one side of a connection while its scenario is written. */
interface Side {
  readonly who: `client ${number}` | `server ${number}`;
  readonly halfCloseable: boolean;
  readonly reactions: Reaction[];
  /** Bytes that it has written; of use while nothing it wrote can have been dropped. */
  sent: number;
  produces: boolean;
  paused: boolean;
  /** It has closed something, or has been closed: of what it writes no more is known. */
  ending: boolean;
}

const SMALL = 2_000;
const LARGE = 150_000;
const MOST_STEPS = 7;
/** More for each client beyond the first. */
const MORE_STEPS = 4;
const ENDS = new Set(["lose", "loseWrite", "abort", "disconnect", "stopProducing"]);

export function scenarioOf(seed: number): Scenario {
  return new Author(seed, () => 1).write();
}

/** Of two to four clients, which connect together, or one after the other when others have done something already. */
export function crowdOf(seed: number): Scenario {
  return new Author(seed, (chance) => chance.number(2, 4)).write();
}

/** Both sides of a connection. */
interface Pair {
  readonly client: Side;
  readonly server: Side;
}

class Author {
  readonly #seed: number;
  readonly #chance: Chance;
  readonly #carrier: Scenario["carrier"];
  /** Does anybody pause? Then all that is written is little, so that every host has room for it. */
  readonly #pausing: boolean;
  readonly #pairs: readonly Pair[];
  /** How many of them are connected, the first ones: the server knows them by their order. */
  #connected = 0;
  #listens = true;

  constructor(seed: number, clients: (chance: Chance) => number) {
    this.#seed = seed;
    this.#chance = new Chance(seed);
    this.#carrier = this.#chance.percent(75) ? "tcp" : "unix";
    this.#pausing = this.#chance.percent(50);
    this.#pairs = Array.from({ length: clients(this.#chance) }, (_, i) => ({
      client: this.#side(`client ${i}`),
      server: this.#side(`server ${i}`),
    }));
  }

  write(): Scenario {
    const steps: Step[] = [this.#first()];
    for (const pair of this.#pairs) {
      this.#begin(pair);
      for (const side of [pair.client, pair.server])
        for (const at of ["readLost", "writeLost", "lost"] as const)
          if (this.#chance.percent(20))
            side.reactions.push({ at, actions: this.#lastWords(side, at) });
    }
    const more = MORE_STEPS * (this.#pairs.length - 1);
    while (
      steps.length < MOST_STEPS + more &&
      (steps.length < 3 + more || this.#chance.percent(75))
    )
      steps.push(this.#step());
    return {
      name: `seed ${this.#seed}`,
      carrier: this.#carrier,
      servers: this.#pairs.map(({ server }) => roleOf(server)),
      clients: this.#pairs.map(({ client }) => roleOf(client)),
      steps,
    };
  }

  #first(): Step {
    const together = this.#pairs.length > 1 && this.#chance.percent(50);
    this.#connected = together ? this.#pairs.length : 1;
    return { who: together ? "clients" : "client 0", actions: [{ do: "connect" }] };
  }

  #side(who: Side["who"]): Side {
    const halfCloseable = this.#chance.percent(50);
    const nothing = { sent: 0, produces: false, paused: false, ending: false };
    return { who, halfCloseable, reactions: [], ...nothing };
  }

  #other(side: Side): Side {
    const { client, server } = this.#pairs.find((pair) => Object.values(pair).includes(side))!;
    return side === client ? server : client;
  }

  /** One side may act in connectionMade, though not abort: whether the other is connected by then is open. */
  #begin({ client, server }: Pair): void {
    if (!this.#chance.percent(30)) return;
    const side = this.#chance.pick([client, server]);
    const actions = this.#actions(side, () => this.#inTurn(side)).filter(
      (action) => action.do !== "abort",
    );
    side.reactions.push({ at: "made", actions });
    this.#answered(side, actions);
  }

  #step(): Step {
    if (this.#chance.percent(3)) {
      this.#listens = false;
      return { who: "port", actions: [{ do: "stopListening" }] };
    }
    if (this.#listens && this.#connected < this.#pairs.length && this.#chance.percent(40)) {
      this.#connected += 1;
      return { who: `client ${this.#connected - 1}`, actions: [{ do: "connect" }] };
    }
    const { client, server } = this.#chance.pick(this.#pairs.slice(0, this.#connected));
    const side = this.#chance.pick([client, server]);
    const other = this.#other(side);
    const actions = this.#actions(side, () => this.#inTurn(side));
    if (!side.produces && !other.ending && !side.ending && this.#chance.percent(15))
      actions.push(this.#later(side));
    this.#answered(side, actions);
    return { who: side.who, actions };
  }

  /** Where `side` has only written, the other may answer once all has come, and so on. */
  #answered(side: Side, actions: readonly Action[]): void {
    const other = this.#other(side);
    const knows = !side.ending && !side.produces && !other.ending && !other.paused;
    const wrote = actions.some((action) => bytesOf(action) > 0);
    const writes = actions.every(
      (action) => action.do === "write" || action.do === "writeSequence",
    );
    if (!knows || !wrote || !writes || !this.#chance.percent(50)) return;
    const answer = this.#answer(other);
    other.reactions.push({ at: side.sent, actions: answer });
    this.#answered(other, answer);
  }

  #actions(side: Side, one: () => Action): Action[] {
    const { paused } = side;
    let toNobody = false;
    return this.#chance.several(1, 3, one).filter((action) => {
      // Of what is written to one who may be gone already the reset would come between two writes, or not.
      if (bytesOf(action) > 0 && this.#other(side).ending) {
        const isOne = action.do === "write" && action.bytes <= SMALL;
        if (toNobody || side.produces || !isOne) return false;
        toNobody = true;
      }
      // What was paused when the turn began has not read anything yet.
      if (paused && ENDS.has(action.do) && this.#carrier === "unix") return false;
      return this.#note(side, action);
    });
  }

  /** In a callback: what throws ends the connection. */
  #answer(side: Side): Action[] {
    const actions = this.#actions(side, () => this.#plain(side));
    if (!this.#chance.percent(12) || !this.#mayEnd(side)) return actions;
    side.ending = true;
    return [...actions, { do: "throw" }];
  }

  /** In a callback that tells of an end: at most one write. */
  #lastWords(side: Side, at: Reaction["at"]): Action[] {
    const other = this.#other(side);
    const [before, { ending }] = [{ ...side }, other];
    other.ending = true;
    const actions = this.#answer(side);
    other.ending = ending;
    // It may be long before it comes to that, and it may never. What it pauses stays paused.
    Object.assign(side, { ...before, paused: before.paused || side.paused });
    return actions.filter(
      (action) =>
        // A reset that is right behind the peer's FIN, since that had something unread, comes before the answer, or not.
        (!this.#pausing || at !== "readLost" || bytesOf(action) === 0) &&
        // While a FIN of ours is on its way, there is no reset on Node.
        (at !== "writeLost" || action.do !== "abort"),
    );
  }

  /** A UNIX socket that ends with something unread resets, of which libuv does not tell right behind data. */
  #mayEnd(side: Side): boolean {
    return this.#carrier === "tcp" || !side.paused;
  }

  /** Keep account of what was done; `false`: leave it. */
  #note(side: Side, action: Action): boolean {
    switch (action.do) {
      case "abort":
      case "lose":
      case "disconnect":
      case "stopProducing":
        if (!this.#mayEnd(side)) return false;
        side.ending = true;
        break;
      case "loseWrite":
        if (!this.#mayEnd(side)) return false;
        side.ending = true;
        break;
      case "pause":
        side.paused = true;
        break;
      case "resume":
        side.paused = false;
        break;
      case "push":
      case "pull":
        side.produces = true;
        break;
      default:
        side.sent += bytesOf(action);
    }
    return true;
  }

  #inTurn(side: Side): Action {
    const peerIsThere = !this.#other(side).ending;
    if (this.#chance.percent(12) && peerIsThere) return this.#producer();
    if (!this.#pausing && peerIsThere && !side.ending && this.#chance.percent(2))
      return { do: "write", bytes: HUGE };
    return this.#plain(side);
  }

  #plain(side: Side): Action {
    const kind = this.#chance.number(0, 99);
    if (kind < 40) return { do: "write", bytes: this.#size() };
    if (kind < 46)
      return { do: "writeSequence", sizes: this.#chance.several(0, 4, () => this.#size()) };
    if (kind < 64) return { do: this.#pausing ? this.#chance.pick(["pause", "resume"]) : "resume" };
    if (kind < 74) return { do: "loseWrite" };
    if (kind < 82) return { do: "lose" };
    if (kind < 88) return { do: "abort" };
    if (kind < 92) return { do: "unregister" };
    if (kind < 94) return { do: "writeText" };
    if (kind < 96) return { do: "stopProducing" };
    if (kind < 98 && side.who.startsWith("client")) return { do: "disconnect" };
    return { do: this.#chance.pick(["noDelay", "keepAlive"]), on: this.#chance.percent(50) };
  }

  #producer(): Action {
    const sizes = this.#chance.several(1, 4, () => this.#size());
    return { do: this.#chance.pick(["push", "pull"]), sizes, ends: this.#chance.percent(60) };
  }

  /** In another turn, in which nothing is cut off that was written in this one. */
  #later(side: Side): Action {
    const actions = this.#actions(side, () =>
      this.#chance.percent(70)
        ? { do: "write", bytes: this.#chance.number(0, SMALL) }
        : { do: this.#chance.pick(["lose", "loseWrite"]) },
    );
    return { do: "later", actions };
  }

  #size(): number {
    if (this.#chance.percent(10)) return this.#chance.number(0, 2);
    return this.#chance.number(1, !this.#pausing && this.#chance.percent(20) ? LARGE : SMALL);
  }
}

function roleOf({ halfCloseable, reactions }: Side): Role {
  return { halfCloseable, reactions };
}

function bytesOf(action: Action): number {
  if (action.do === "write") return action.bytes;
  if (action.do === "writeSequence") return action.sizes.reduce((sum, size) => sum + size, 0);
  return 0;
}
