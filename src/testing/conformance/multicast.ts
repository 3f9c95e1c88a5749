/** Groups of hosts that get the same datagrams (X21). */
import type { Awaitable } from "../../deferred/index.ts";
import { behaviour, type ConformanceCase, define, type TestFunction } from "./case.ts";
import { DatagramWorld, type Station, type UDPConformanceSetup } from "./datagram-world.ts";
import { check, same, throws } from "./errors.ts";

export interface MulticastConformanceSetup extends UDPConformanceSetup {
  /** What a station listens on that is to get what is sent to a group. */
  readonly everywhere: string;
  /** A group that both can join, and what must be said of the interface, if anything. */
  readonly group: string;
  readonly networkInterface?: string;
}

export class MulticastWorld extends DatagramWorld {
  override readonly setup: MulticastConformanceSetup;

  constructor(setup: MulticastConformanceSetup) {
    super(setup);
    this.setup = setup;
  }
}

/** A station that can be in groups, and leaves by the right interface. */
async function member(
  world: MulticastWorld,
  side: "server" | "client",
  port = 0,
): Promise<Station> {
  const { everywhere, networkInterface, group } = world.setup;
  const options = { interface: everywhere, listenMultiple: true };
  const station = await world.station(world.setup[side], options, port);
  if (networkInterface !== undefined) station.transport.setOutgoingInterface(networkInterface);
  await world.result(station.transport.joinGroup(group, networkInterface));
  return station;
}

const sendTo = (world: MulticastWorld, from: Station, text: string, port: number): void =>
  from.send(text, { host: world.setup.group, port });

export const multicastCases: readonly ConformanceCase<MulticastWorld>[] = [
  behaviour(
    "X21: every member of a group gets what is sent to it, the sender too",
    async (world) => {
      const first = await member(world, "server");
      const { port } = first.transport.getHost();
      const second = await member(world, "client", port);
      sendTo(world, first, "to all", port);
      await world.until("both have it", () =>
        [first, second].every(({ events }) => events.includes("to all")),
      );
    },
  ),

  behaviour("X21: with loopback off the sender's own host gets nothing", async (world) => {
    const first = await member(world, "server");
    const { transport } = first;
    same("at first", transport.getLoopbackMode(), true);
    transport.setLoopbackMode(false);
    same("as set", transport.getLoopbackMode(), false);
    sendTo(world, first, "not to me", transport.getHost().port);
    await world.settle();
    same("events", first.events, ["start"]);
  }),

  behaviour("X21: who has left a group gets no more", async (world) => {
    const { group, networkInterface } = world.setup;
    const station = await member(world, "server");
    const { port } = station.transport.getHost();
    sendTo(world, station, "in", port);
    await world.until("it has come", () => station.events.includes("in"));
    await world.result(station.transport.leaveGroup(group, networkInterface));
    sendTo(world, station, "out", port);
    await world.settle();
    same("events", station.events, ["start", "in"]);
  }),

  behaviour("X21: what is no group, or was not joined, is MulticastJoinError", async (world) => {
    const { server } = await world.server();
    const notJoined = await world.failure(server.transport.leaveGroup(world.setup.group));
    same("leave", notJoined.name, "MulticastJoinError");
    const noGroup = await world.failure(server.transport.joinGroup(world.setup.host));
    same("join", noGroup.name, "MulticastJoinError");
    check("it says which", noGroup.message.includes(world.setup.host));
  }),

  behaviour("X21: a TTL is remembered; 1 at first", async (world) => {
    const { transport } = await world.client();
    same("at first", transport.getTTL(), 1);
    transport.setTTL(64);
    same("as set", transport.getTTL(), 64);
    throws("too much", "RangeError", () => transport.setTTL(256));
    same("as it was", transport.getTTL(), 64);
  }),
];

/** Define one test for each behaviour of groups. The interface must be a real one: loopback always loops. */
export function multicastConformance(
  test: TestFunction,
  platform: string,
  setup: () => Awaitable<MulticastConformanceSetup>,
): void {
  define(test, platform, multicastCases, async () => new MulticastWorld(await setup()));
}
