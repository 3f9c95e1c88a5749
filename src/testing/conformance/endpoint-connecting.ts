/** How endpoints connect, and fail to (E1). */
import { behaviour, type ConformanceCase } from "./case.ts";
import type { EndpointWorld } from "./endpoint-world.ts";
import { check, same } from "./errors.ts";
import { Peer } from "./peer.ts";
import { PeerFactory } from "./peer-factory.ts";

type Case = ConformanceCase<EndpointWorld>;

const boom = (): never => {
  throw new RangeError("boom");
};

export const endpointConnecting: readonly Case[] = [
  behaviour(
    "E1: connect fires with the protocol itself, after its connectionMade",
    async (world) => {
      await world.listen(new PeerFactory());
      const clients = new PeerFactory();
      let events: readonly string[] = [];
      const connecting = world.connect(clients).addCallback((peer) => {
        events = [...peer.events];
        return peer;
      });
      const connected = await world.result(connecting);
      check("it is what the factory has built", connected === clients.peer);
      same("events when it fired", events.slice(0, 1), ["made"]);
    },
  ),

  behaviour(
    "E1: nothing happens before connect returns but that the factory starts",
    async (world) => {
      await world.listen(new PeerFactory());
      const clients = new PeerFactory();
      const connecting = world.connect(clients);
      check("it has not fired", !connecting.called);
      check("nothing is built", clients.peers.length === 0);
      await world.result(connecting);
    },
  ),

  behaviour("each call makes a connection of its own", async (world) => {
    const servers = new PeerFactory();
    await world.listen(servers);
    const clients = new PeerFactory();
    const connecting = [world.connect(clients), world.connect(clients), world.connect(clients)];
    const peers = [];
    for (const one of connecting) peers.push(await world.result(one));
    same("different ones", new Set(peers).size, 3);
    await world.until("all are served", () => servers.peers.length === 3);
  }),

  behaviour("X14: a factory that refuses fails the attempt with NoProtocol", async (world) => {
    const servers = new PeerFactory();
    await world.listen(servers);
    const failure = await world.failure(world.connect(new PeerFactory(() => null)));
    same("failure", failure.name, "NoProtocol");
    await world.until("the server knows", () => servers.peers.every((peer) => !peer.open));
  }),

  behaviour("X10: what the factory throws is the failure", async (world) => {
    const servers = new PeerFactory();
    await world.listen(servers);
    const failure = await world.failure(world.connect(new PeerFactory(boom)));
    same("failure", failure.message, "boom");
    await world.until("the server knows", () => servers.peers.every((peer) => !peer.open));
  }),

  behaviour(
    "X10: what connectionMade throws is the failure, and the end of the connection",
    async (world) => {
      await world.listen(new PeerFactory());
      const clients = new PeerFactory({ made: boom });
      const failure = await world.failure(world.connect(clients));
      same("failure", failure.message, "boom");
      await world.until("it is lost", () => clients.peer.reason !== undefined);
      same("events", clients.peer.events, ["made", "lost RangeError"]);
    },
  ),

  behaviour("a client that closes in connectionMade has been connected", async (world) => {
    const servers = new PeerFactory();
    await world.listen(servers);
    const clients = new PeerFactory({ made: (peer) => peer.transport.loseConnection() });
    const connected = await world.result(world.connect(clients));
    await world.lost(connected);
    same("events", connected.events, ["made", `lost ${world.setup.clientDone}`]);
  }),

  behaviour("what is written in connectionMade arrives, first", async (world) => {
    const servers = new PeerFactory({ made: (peer) => peer.send("welcome;") });
    await world.listen(servers);
    const connected = await world.result(
      world.connect(new PeerFactory({ made: (peer) => peer.send("hello;") })),
    );
    connected.send("and more");
    await world.until("all has come", () => servers.peers[0]?.received === "hello;and more");
    await world.until("the welcome has come", () => connected.received === "welcome;");
  }),

  behaviour("where nobody listens, the attempt fails and says so", async (world) => {
    const { nobody, refusal } = world.setup;
    if (nobody === undefined) return;
    const clients = new PeerFactory();
    const connecting = world.connectTo(nobody, clients);
    check("it has not fired", !connecting.called);
    const failure = await world.failure(connecting);
    same("failure", failure.name, refusal);
    same("built", clients.peers.length, 0);
  }),

  behaviour("where nobody listens any more, the attempt fails", async (world) => {
    const port = await world.listen(new PeerFactory());
    await world.result(port.stopListening());
    const clients = new PeerFactory();
    const connecting = world.connect(clients);
    if (world.setup.connectsFirst) await world.lost(await world.result(connecting));
    else await world.failure(connecting);
    check(
      "nothing is open",
      clients.peers.every((peer) => !peer.open),
    );
  }),

  behaviour(
    "X14: where the server has no protocol, the connection is over at once",
    async (world) => {
      await world.listen(new PeerFactory(() => null));
      const clients = new PeerFactory();
      // Whether it has been made before it ends is the carrier's business.
      const outcome = await world.result(
        world.connect(clients).addErrback((failure) => failure.value),
      );
      if (!(outcome instanceof Peer)) return;
      await world.lost(outcome);
      const { unserved, clientDone } = world.setup;
      const expected = unserved === "ConnectionDone" ? clientDone : unserved;
      same("reason", outcome.reason?.name, expected);
    },
  ),
];
