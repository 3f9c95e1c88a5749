/**
 * A simulated week of a client whose link flaps, whose server crashes, lies, or is not there, and which is stopped and started
 * at random. `WEEKS=20` runs so many seeds, from `WEEK_SEED` on.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { Deferred, type Failure } from "../deferred/index.ts";
import { clientFromString, serverFromString } from "../endpoints/index.ts";
import type {
  IDelayedCall,
  IProtocol,
  IProtocolFactory,
  IReactorTime,
  IStreamClientEndpoint,
} from "../net/index.ts";
import { MemoryNetwork, type MemoryPlatform, RandomStreams } from "../platform/memory/index.ts";
import { LineReceiver } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { ClientService } from "./client-service.ts";
import { StreamServerEndpointService } from "./stream-server-endpoint-service.ts";

const { CI, WEEKS = CI === undefined ? "2" : "3", WEEK_SEED = "1" } = process.env;
const HOUR = 3600;
const WEEK = 7 * 24 * HOUR;
/** The client takes a peer that does not answer for so long for dead, and gives up a login. */
const SILENCE = 100;
const LOGIN_SECONDS = 15;
const DISCONNECT_SECONDS = 10;

/** How the server treats who logs in. */
type Mood = "kind" | "slow" | "silent" | "rude";
const MOODS: readonly Mood[] = ["kind", "kind", "slow", "silent", "rude"];

class Week {
  readonly network: MemoryNetwork;
  readonly broken: string[] = [];
  /** When each attempt began. */
  readonly attempts: number[] = [];
  /** When it was started. */
  readonly starts: number[] = [];
  /** The numbers of the connections that the client has; and those that the server has, with who was first. */
  readonly atClient = new Set<number>();
  readonly atServer = new Set<number>();
  connections = 0;
  attempting = 0;
  waits = 0;
  stops = 0;
  mood: Mood = "kind";
  readonly client: ClientService<Client>;
  readonly #random: RandomStreams;
  readonly #unanswered = new Map<Deferred<unknown>, string>();

  constructor(seed: number) {
    this.network = new MemoryNetwork({ seed, latency: 0.02, jitter: 0.03 });
    this.#random = new RandomStreams(seed);
    this.network.host("server");
    this.network.boot("server", (platform) => this.#serve(platform));
    const reactor = reactorOn(this.network.host("client"));
    this.client = new ClientService(
      this.#watched(clientFromString(reactor, "tcp:server:7:timeout=20")),
      () => new Client(reactor, this),
      {
        clock: reactor,
        disconnectSeconds: DISCONNECT_SECONDS,
        prepareConnection: (protocol) => protocol.login().addTimeout(LOGIN_SECONDS, reactor),
      },
    );
    this.reactor = reactor;
  }

  readonly reactor: IReactorTime;

  draw(): number {
    return this.#random.draw("week");
  }

  between(from: number, to: number): number {
    return from + (to - from) * this.draw();
  }

  pick<T>(of: readonly T[]): T {
    return of[Math.floor(this.draw() * of.length)]!;
  }

  check(rule: string, holds: boolean): void {
    if (!holds) this.broken.push(`${rule}, at ${this.network.now()}`);
  }

  /** It has to be answered once: see `unanswered`. */
  expect(what: string, answer: Deferred<unknown>): void {
    this.#unanswered.set(answer, what);
    let answers = 0;
    answer.addBoth(() => {
      answers += 1;
      this.check(`${what} is answered once`, answers === 1);
      this.#unanswered.delete(answer);
    });
  }

  /** Those of the client, without what it has closed and its host still sends. */
  sockets(): number {
    return this.network.netstat("client").filter(({ owned }) => owned).length;
  }

  get unanswered(): readonly string[] {
    return [...this.#unanswered.values()];
  }

  #serve(platform: MemoryPlatform): void {
    this.atServer.clear();
    const endpoint = serverFromString(reactorOn(platform), "tcp:7");
    new StreamServerEndpointService(
      endpoint,
      () => new Server(reactorOn(platform), this),
    ).startService();
  }

  /** Attempts are counted; there is one at a time, and none beside a connection. */
  #watched(endpoint: IStreamClientEndpoint): IStreamClientEndpoint {
    return {
      connect: <P extends IProtocol>(factory: IProtocolFactory<P>) => {
        this.check("no attempt beside another", this.attempting === 0);
        this.check("no attempt beside a connection", this.atClient.size === 0);
        this.check("no attempt beside a socket", this.sockets() === 0);
        this.attempting += 1;
        this.attempts.push(this.network.now());
        return endpoint.connect(factory).addBoth((result) => {
          this.attempting -= 1;
          return result as P;
        });
      },
    };
  }
}

class Client extends LineReceiver {
  readonly #clock: IReactorTime;
  readonly #week: Week;
  readonly #number: number;
  #welcome: Deferred<void> | null = null;
  #ping: IDelayedCall | null = null;
  #silence: IDelayedCall | null = null;

  constructor(clock: IReactorTime, week: Week) {
    super();
    this.#clock = clock;
    this.#week = week;
    week.connections += 1;
    this.#number = week.connections;
  }

  override connectionMade(): void {
    this.#week.atClient.add(this.#number);
    this.#week.check("one connection at a time", this.#week.atClient.size === 1);
    this.#silence = this.#clock.callLater(SILENCE, () => this.transport.abortConnection());
  }

  login(): Deferred<void> {
    const welcome = new Deferred<void>(() => {
      this.#welcome = null;
    });
    this.#welcome = welcome;
    this.sendLine(new TextEncoder().encode(`login ${this.#number}`));
    return welcome;
  }

  override lineReceived(line: Uint8Array): void {
    this.#silence?.reset(SILENCE);
    if (new TextDecoder().decode(line) !== "welcome") return;
    this.#welcome?.callback(undefined);
    this.#welcome = null;
    this.#pingLater();
  }

  override connectionLost(_reason: Failure): void {
    this.#week.atClient.delete(this.#number);
    for (const call of [this.#ping, this.#silence]) if (call?.active) call.cancel();
  }

  #pingLater(): void {
    this.#ping = this.#clock.callLater(60, () => {
      this.sendLine(new TextEncoder().encode("ping"));
      this.#pingLater();
    });
  }
}

class Server extends LineReceiver {
  readonly #clock: IReactorTime;
  readonly #week: Week;
  #number = 0;

  constructor(clock: IReactorTime, week: Week) {
    super();
    this.#clock = clock;
    this.#week = week;
  }

  override connectionMade(): void {
    this.#week.check("one socket at a time", this.#week.sockets() <= 1);
  }

  override lineReceived(line: Uint8Array): void {
    const [what, number] = new TextDecoder().decode(line).split(" ");
    if (what === "login") this.#login(Number(number));
    else this.#answer("pong");
  }

  override connectionLost(_reason: Failure): void {
    this.#week.atServer.delete(this.#number);
  }

  #login(number: number): void {
    const { atServer, atClient, mood } = this.#week;
    this.#number = number;
    atServer.add(this.#number);
    // A server may not have heard yet that an old connection is gone: its other end is.
    const whole = [...atServer].filter((other) => atClient.has(other));
    this.#week.check("one connection at a time, says the server", whole.length <= 1);
    if (mood === "rude") this.transport.loseConnection();
    else if (mood === "slow")
      this.#clock.callLater(this.#week.between(0, 2 * LOGIN_SECONDS), () =>
        this.#answer("welcome"),
      );
    else if (mood === "kind") this.#answer("welcome");
  }

  #answer(text: string): void {
    this.sendLine(new TextEncoder().encode(text));
  }
}

/** Something goes wrong; gives what puts it right again. */
const FAULTS: readonly ((week: Week) => () => void)[] = [
  ({ network }) => network.partition("client", "server"),
  ({ network }) => network.cut("client", "server"),
  ({ network }) => network.cut("server", "client"),
  ({ network }) => network.clog("client", "server"),
  (week) => {
    const loss = week.between(0.2, 0.9);
    const ways = [["client", "server"] as const, ["server", "client"] as const];
    const undo = ways.map(([from, to]) => week.network.disturb(from, to, { loss }));
    return () => {
      for (const each of undo) each();
    };
  },
  ({ network }) => {
    network.crash("server");
    return () => void network.restart("server");
  },
  ({ network }) => {
    network.kill("server");
    return () => void network.restart("server");
  },
  ({ network }) => {
    network.refuse("server");
    network.reset("client", "server");
    return () => network.refuse("server", false);
  },
  ({ network }) => {
    network.filter("server", 7);
    network.reset("client", "server");
    return () => network.unfilter("server", 7);
  },
  (week) => {
    week.mood = week.pick(MOODS);
    week.network.reset("client", "server");
    return () => {
      week.mood = "kind";
    };
  },
];

/** What its users do to it, at any moment. */
function use(week: Week): void {
  const { client, network } = week;
  const what = week.draw();
  if (what < 0.5) {
    const waiting = client.whenConnected({ failAfterFailures: week.pick([1, 2, 3, 1e9]) });
    week.waits += 1;
    week.expect("whenConnected", waiting);
    if (week.draw() < 0.1) waiting.cancel();
  } else if (what < 0.7) stop(week);
  else if (what < 0.8)
    client.whenConnected().addCallbacks(
      ({ transport }) => transport.loseConnection(),
      () => {},
    );
  else network.reset("client", "server");
}

function stop(week: Week): void {
  const { client } = week;
  if (!client.running) return;
  week.stops += 1;
  const since = week.network.now();
  for (let stops = week.pick([1, 2]); stops > 0; stops--) {
    const stopped = client.stopService();
    week.expect("stopService", stopped);
    stopped.addBoth(() => {
      const took = week.network.now() - since;
      week.check(`stopService took ${took} s`, took <= DISCONNECT_SECONDS + 0.001);
    });
  }
  // At once, while it disconnects; during that; or after it.
  const again = week.pick([0, week.between(0, 0.1), week.between(0, 300)]);
  const start = (): void => {
    if (client.running) return;
    week.starts.push(week.network.now());
    client.startService();
  };
  if (again === 0) start();
  else week.reactor.callLater(again, start);
}

function live(seed: number): Week {
  const week = new Week(seed);
  const { network, client } = week;
  client.startService();
  while (network.now() < WEEK) {
    network.advance(-Math.log(1 - week.draw()) * 0.25 * HOUR);
    const undo = week.draw() < 0.7 ? week.pick(FAULTS)(week) : undefined;
    for (let uses = week.pick([0, 1, 2, 5]); uses > 0; uses--) {
      network.advance(week.between(0, week.pick([0.1, 30, 300])));
      use(week);
    }
    network.advance(week.between(0, week.pick([1, 100, 1000])));
    undo?.();
  }
  network.heal();
  network.advance(400);
  week.check("it has found its server in the end", week.atClient.size === 1);
  stop(week);
  if (client.running) client.stopService();
  network.advance(400);
  if (client.running) client.stopService();
  network.advance(400);
  return week;
}

/** The most attempts within a minute, without those for which the service was started, which do not wait. */
function mostInAMinute({ attempts, starts }: Week): number {
  const within = (times: readonly number[], from: number, to: number): number =>
    times.filter((time) => time >= from && time <= to).length;
  const each = attempts.map(
    (time) =>
      within(attempts, time - 60, time) - within(starts, time - 60 - DISCONNECT_SECONDS, time),
  );
  return Math.max(...each);
}

for (let seed = Number(WEEK_SEED); seed < Number(WEEK_SEED) + Number(WEEKS); seed++)
  test(`E9, E10: a week of flapping links, seed ${seed}`, (context) => {
    const week = live(seed);
    context.diagnostic(
      `${week.attempts.length} attempts, ${week.connections} connections, ${week.stops} stops, ${week.waits} waits; at most ${mostInAMinute(week)} attempts in a minute`,
    );
    assert.deepEqual(week.broken, []);
    assert.deepEqual(week.unanswered, []);
    // Each comes a second and a half after what was before it, or more.
    assert.ok(mostInAMinute(week) <= 40, "a busy loop");
    assert.ok(week.connections > 300 && week.stops > 100 && week.waits > 300);
    assert.equal(week.network.connections("client"), 0);
    assert.deepEqual(week.reactor.getDelayedCalls(), []);
  });
