import assert from "node:assert/strict";
import { test } from "node:test";
import { datagramWorld } from "./datagram-broken.test-fixture.ts";

test("stations write down what happens, and their ports are closed with the world", async () => {
  const world = datagramWorld();
  const { server, at } = await world.server();
  const client = await world.client();
  client.send("hello", at);
  client.transport.write(new Uint8Array(100), at);
  await world.until("both have come", () => server.received.length === 2);
  await world.close();
  assert.deepEqual(server.events, ["start", "hello", "100 bytes", "stop"]);
});

test("a wait has a limit, and says for what it was", async () => {
  const world = datagramWorld();
  await assert.rejects(() => world.until("pigs fly", () => false), /waited in vain until pigs fly/);
});
