import assert from "node:assert/strict";
import { test } from "node:test";
import { ITLSTransport } from "../../net/index.ts";
import { PeerFactory } from "./peer-factory.ts";
import { tlsWorld } from "./tls-broken.test-fixture.ts";

test("a stream with TLS is listened to, again at the same address, and connected to", async () => {
  const world = tlsWorld();
  const port = await world.listen(new PeerFactory());
  await world.result(port.stopListening());
  const servers = new PeerFactory();
  const again = await world.listen(servers, port.getHost());
  assert.ok(again.getHost().equals(port.getHost()));
  const clients = new PeerFactory();
  world.connect(clients, again.getHost());
  await world.until("made", () => servers.peers.length > 0 && clients.peers.length > 0);
  assert.equal(ITLSTransport(clients.peer.transport).TLS, true);
  await world.close();
});
