/**
 * What the simulated world costs: events, connections, quiet seconds and whole small scenarios.
 *
 * Rates are per second of processor time, of all threads of the process: a busy machine makes them little smaller.
 */
import { setImmediate as turn } from "node:timers/promises";
import { utf8 } from "torsion/bytes";
import { MemoryNetwork } from "torsion/platform/memory";
import { ClientFactory, Factory, Protocol } from "torsion/protocols";
import { Reactor } from "torsion/reactor/core";
import type { Benchmark, Side } from "./compare.ts";
import { gc } from "./per-operation.ts";

const PING = utf8("ping");

export class Echo extends Protocol {
  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
  }
}

class Idle extends Protocol {}

/** A go: does something so many times, and gives how many. */
export type Go = () => number | Promise<number>;

/** The best of a few goes, in a world that `prepare` makes: how many a second. */
export function rate(goes: number, prepare: () => Go, name = "torsion"): Side {
  return {
    name,
    async measure() {
      await collect();
      const go = prepare();
      // What was left over by making it is not part of what it costs to run it.
      await collect();
      let best = 0;
      for (let i = 0; i < goes; i++) {
        const before = process.cpuUsage();
        const count = await go();
        const { user, system } = process.cpuUsage(before);
        best = Math.max(best, (count * 1e6) / (user + system));
      }
      return best;
    },
  };
}

/** What was looked at through a weak reference is held until the turn has ended. */
async function collect(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    gc();
    await turn();
  }
}

// Delayed calls.

const HOSTS = 10;

/** Ten reactors, each with a tenth of so many calls that set themselves again. */
function delayedCalls(pending: number, drain = false): Go {
  const network = new MemoryNetwork();
  let made = 0;
  for (let h = 0; h < HOSTS; h++) {
    const reactor = new Reactor(network.host(`host ${h}`));
    for (let i = 0; i < pending / HOSTS; i++) {
      const seconds = 0.5 + ((i * 7919 + h * 31) % 997) / 997;
      const again = (): void => {
        made += 1;
        reactor.callLater(seconds, again);
      };
      reactor.callLater(seconds, again);
    }
  }
  const seconds = Math.max(1, 100_000 / pending);
  return async () => {
    const before = made;
    if (drain) await network.advanceAsync(seconds);
    else network.advance(seconds);
    return made - before;
  };
}

// Connections.

class Connected extends ClientFactory<Idle> {
  readonly all: Idle[] = [];
  override protocol = Idle;
  override noisy = false;
  override buildProtocol(): Idle {
    const protocol = this.adopt(new Idle());
    this.all.push(protocol);
    return protocol;
  }
}

/** So many connections, of hosts with ten thousand each, to one server that echoes. */
function connected(count: number): { network: MemoryNetwork; clients: readonly Idle[] } {
  const network = new MemoryNetwork();
  const factory = Object.assign(Factory.forProtocol(Echo), { noisy: false });
  new Reactor(network.host("server")).listenTCP(80, factory);
  const clients = new Connected();
  const perHost = 10_000;
  for (let from = 0; from < count; from += perHost) {
    const reactor = new Reactor(network.host(`client ${from}`));
    for (let i = from; i < Math.min(from + perHost, count); i++)
      reactor.connectTCP("server", 80, clients);
    network.advance(1);
  }
  if (clients.all.length !== count) throw new Error(`${clients.all.length} of ${count} connected`);
  return { network, clients: clients.all };
}

const CONNECTIONS = 100_000;

/** One after the other sends four bytes and gets them back: an event is a packet that came, or a wait that ended. */
function echoes(): Go {
  const { network, clients } = connected(CONNECTIONS);
  let next = 0;
  return () => {
    const before = network.happened;
    for (let i = 0; i < 10_000; i++) {
      clients[next]!.transport.write(PING);
      next = (next + 7919) % CONNECTIONS;
      network.advance(0.0002);
    }
    return network.happened - before;
  };
}

function memory(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function bytesOfEndpoint(talked: boolean): Side {
  return {
    name: "torsion",
    async measure() {
      connected(100);
      await collect();
      const before = memory();
      const world = connected(CONNECTIONS);
      if (talked) for (const { transport } of world.clients) transport.write(PING);
      world.network.advance(120);
      await collect();
      const after = memory();
      if (world.network.connections("server") !== CONNECTIONS) throw new Error("some are lost");
      return (after - before) / CONNECTIONS / 2;
    },
  };
}

// Quiet seconds.

/** One connection, on which a ping goes out, and comes back, each second; `tick` lets many pass, and gives how many. */
export function quiet(): { readonly network: MemoryNetwork; tick(): number } {
  const { network, clients } = connected(1);
  const reactor = new Reactor(network.host("client 0"));
  const ping = (): void => {
    clients[0]!.transport.write(PING);
    reactor.callLater(1, ping);
  };
  ping();
  const tick = (): number => {
    network.advance(10_000);
    return 10_000;
  };
  return { network, tick };
}

// Whole scenarios.

export class Talker extends Protocol {
  answers = 0;
  override connectionMade(): void {
    this.transport.write(PING);
  }
  override dataReceived(): void {
    this.answers += 1;
    if (this.answers < 5) this.transport.write(PING);
    else this.transport.loseConnection();
  }
}

/** Two hosts, a connection, five questions and answers through a partition, and an orderly end. */
function scenario(seed: number): void {
  const network = new MemoryNetwork({ seed, latency: 0.01, jitter: 0.01 });
  const factory = Object.assign(Factory.forProtocol(Echo), { noisy: false });
  new Reactor(network.host("server")).listenTCP(80, factory);
  const client = new Talker();
  const clients = Object.assign(new ClientFactory<Talker>(), { noisy: false });
  clients.buildProtocol = () => client;
  new Reactor(network.host("client")).connectTCP("server", 80, clients);
  network.advance(0.06);
  network.partition("client", "server");
  network.advance(1);
  network.heal();
  network.advance(60);
  if (client.answers !== 5 || network.connections("server") > 0) throw new Error(`seed ${seed}`);
}

function seeds(): Go {
  let seed = 0;
  return () => {
    for (let i = 0; i < 200; i++) scenario(seed++);
    return 200;
  };
}

export const simulationBenchmarks: readonly Benchmark[] = [
  ...[1000, 100_000].map((pending) => ({
    name: `simulation: delayed calls made while ${pending.toLocaleString("en")} are pending`,
    unit: "a second",
    ours: rate(20, () => delayedCalls(pending)),
    floor: pending === 1000 ? 2_000_000 : 400_000,
  })),
  {
    name: "simulation: the same with 1,000 pending, promises drained after each, against not",
    unit: "a second",
    ours: rate(20, () => delayedCalls(1000, true), "advanceAsync"),
    theirs: rate(20, () => delayedCalls(1000), "advance"),
  },
  {
    name: `simulation: events while ${CONNECTIONS.toLocaleString("en")} connections are open`,
    unit: "a second",
    ours: rate(10, echoes),
    floor: 250_000,
  },
  ...[false, true].map((talked) => ({
    name: `simulation: an endpoint ${talked ? "that has sent and received" : "as it is opened"}, with its transport and protocol`,
    unit: "bytes",
    ours: bytesOfEndpoint(talked),
    limit: 2560,
  })),
  {
    name: "simulation: simulated seconds of two hosts, with a ping and its echo each second",
    unit: "a second",
    ours: rate(20, () => quiet().tick),
    floor: 100_000,
  },
  {
    name: "simulation: seeds of a scenario of two hosts, five questions and a partition",
    unit: "a second",
    ours: rate(20, seeds),
    floor: 1000,
  },
];
