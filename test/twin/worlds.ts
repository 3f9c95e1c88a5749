/** The worlds that are compared: this host's loopback, and the simulated network, as one host and as two. */
import type { Deferred } from "torsion/deferred";
import type {
  IAddress,
  IClientFactory,
  IConnector,
  IListeningPort,
  IProtocolFactory,
  IReactorCore,
  IReactorTCP,
  IReactorTime,
  IReactorUDP,
  IReactorUNIX,
} from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { type StreamCarrier, tcpStreams, unixStreams } from "torsion/testing";
import type { Worlds } from "./compare.ts";
import type { ClientRole, Scenario } from "./scenario.ts";

export type TwinReactor = IReactorCore & IReactorTime & IReactorTCP & IReactorUNIX & IReactorUDP;

/** What every world is to those who run something in it. */
export interface Resting {
  readonly name: string;
  /** Let everything come to rest, which is not before `reached`, unless that takes too long. */
  settle(reached: () => boolean): Promise<void>;
}

export interface World extends Resting {
  /** That of the server. */
  readonly reactor: TwinReactor;
  readonly client: TwinReactor;
  listen(factory: IProtocolFactory, at?: IAddress): Deferred<IListeningPort>;
  connect(factory: IClientFactory, at: IAddress, to: ClientRole["to"], seconds: number): IConnector;
}

type Carrier = Scenario["carrier"];

/** What the real world needs of its host. */
export interface Places {
  /** For a UNIX socket. */
  newPath(): string;
  /** Where somebody listens who never answers. */
  deafPort(): number;
}

// The real one.

/** Turns of the host's loop in which something might happen that was not predicted. */
const MORE_TURNS = 4;

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
const moment = (): Promise<void> => new Promise((done) => setTimeout(done, 1));

export function realWorld(carrier: Carrier, places: Places): World {
  const [reactor, client] = [reactorOn(node()), reactorOn(node())];
  const streams =
    carrier === "tcp"
      ? tcpStreams(reactor, client, "127.0.0.1")
      : unixStreams(reactor, client, () => places.newPath());
  return {
    name: "real",
    reactor,
    client,
    ...connecting(streams, carrier, (factory, seconds) =>
      client.connectTCP("127.0.0.1", places.deafPort(), factory, { seconds }),
    ),
    settle: restingReal({ limitSeconds: 2, apart: false }),
  };
}

/**
 * @param options.limitSeconds how long something may take that was predicted.
 * @param options.apart some of it is in another process, so that it takes more than a turn of ours.
 */
export function restingReal({
  limitSeconds,
  apart,
}: {
  readonly limitSeconds: number;
  readonly apart: boolean;
}): Resting["settle"] {
  return async (reached) => {
    const limit = performance.now() + limitSeconds * 1000;
    for (let turns = 0; !reached() && performance.now() < limit; turns++)
      await (turns < 20 ? turn() : moment());
    for (let turns = 0; turns < MORE_TURNS; turns++) await (apart ? moment() : turn());
  };
}

// The simulated ones.

/** Those that a scenario of connections is run in. */
export function worldsOf({ carrier, clients }: Scenario, places: Places): Worlds<World> {
  const real = realWorld(carrier, places);
  // One host cannot be cut off from itself.
  if (clients.some(({ to }) => to === "deaf")) return { real, simulated: [simulatedPair()] };
  if (carrier === "unix") return { real, simulated: [simulatedWorld("unix")] };
  return { real, simulated: [simulatedWorld("tcp"), simulatedPair()] };
}

/** Simulated seconds; nothing of TCP's own, lost packets apart, takes as long. */
const REST = 0.5;

export function simulatedWorld(carrier: Carrier): World {
  const network = new MemoryNetwork();
  const [reactor, client] = [reactorOn(network.host("a")), reactorOn(network.host("a"))];
  const streams = carrierOf(carrier, reactor, client, "127.0.0.1");
  network.host("deaf");
  network.partition("a", "deaf");
  return {
    name: "simulated",
    reactor,
    client,
    ...connecting(streams, carrier, (factory, seconds) =>
      client.connectTCP("deaf", 80, factory, { seconds }),
    ),
    settle: restingSimulated(network),
  };
}

/** Two hosts, so that everything takes time on its way: TCP alone. */
export function simulatedPair(): World {
  const network = new MemoryNetwork();
  const [reactor, client] = [reactorOn(network.host("server")), reactorOn(network.host("client"))];
  network.host("deaf");
  network.partition("client", "deaf");
  return {
    name: "simulated, two hosts",
    reactor,
    client,
    ...connecting(tcpStreams(reactor, client, "server"), "tcp", (factory, seconds) =>
      client.connectTCP("deaf", 80, factory, { seconds }),
    ),
    settle: restingSimulated(network),
  };
}

export function restingSimulated(network: MemoryNetwork): Resting["settle"] {
  return async () => network.advance(REST);
}

function carrierOf(
  carrier: Carrier,
  server: TwinReactor,
  client: TwinReactor,
  host: string,
): StreamCarrier {
  let paths = 0;
  return carrier === "tcp"
    ? tcpStreams(server, client, host)
    : unixStreams(server, client, () => `/run/${paths++}`);
}

function connecting(
  streams: StreamCarrier,
  carrier: Carrier,
  connectToDeaf: (factory: IClientFactory, seconds: number) => IConnector,
): Pick<World, "listen" | "connect"> {
  return {
    listen: (factory, at) => streams.listen(factory, at),
    connect: (factory, at, to, seconds) => {
      if (to === "deaf" && carrier === "tcp") return connectToDeaf(factory, seconds);
      return streams.connect(at, factory, seconds);
    },
  };
}
