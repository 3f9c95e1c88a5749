import assert from "node:assert/strict";
import { test } from "node:test";
import { PeerFactory } from "./peer-factory.ts";
import { Relay } from "./relay.ts";
import { tlsWorld } from "./tls-broken.test-fixture.ts";

async function relayed() {
  const world = tlsWorld();
  const servers = new PeerFactory({ data: (peer, bytes) => peer.transport.write(bytes) });
  const port = await world.listenPlain(servers);
  const { relay, at } = await Relay.to(world, port.getHost());
  const clients = new PeerFactory({ made: (peer) => peer.send("early") });
  world.connectPlain(clients, at);
  await world.until("there and back", () => clients.peers[0]?.received === "early");
  return { world, relay, server: servers.peer, client: clients.peer };
}

test("it carries both ways, also what came before its other end was there, and writes it down", async () => {
  const { world, relay } = await relayed();
  assert.equal(relay.carried, "earlyearly");
  await world.close();
});

test("it meddles, and loses", async () => {
  const { world, relay, client, server } = await relayed();
  relay.meddle = (bytes, from) => (from === "client" ? bytes.slice(1) : null);
  client.send("xyz");
  await world.until("it has come", () => server.received === "earlyyz");
  await world.settle();
  assert.equal(client.received, "early");
  await world.close();
});

test("it is cut on both sides", async () => {
  const { world, relay, client, server } = await relayed();
  relay.cut("client", "server");
  await world.bothLost(server, client);
  await world.close();
});
