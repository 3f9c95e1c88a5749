import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { endpointSetup } from "./endpoint-broken.test-fixture.ts";
import { EndpointWorld } from "./endpoint-world.ts";
import { PeerFactory } from "./peer-factory.ts";

test("a pair is connected, and closed with its world", async () => {
  const world = new EndpointWorld(endpointSetup());
  const { server, client } = await world.pair();
  client.send("hello");
  await world.until("it has come", () => server.received === "hello");
  await world.close();
  assert.ok(!server.open && !client.open);
});

test("found: an endpoint that leaves a timer, and one that leaves a factory started", async () => {
  const network = new MemoryNetwork();
  const other = reactorOn(network.host("other"));
  const timer = new EndpointWorld(endpointSetup());
  other.callLater(1000, () => {});
  await assert.rejects(
    timer.close(),
    /waited in vain until nothing is left of this:\n.*delayed call/s,
  );
  const started = new EndpointWorld(endpointSetup());
  const factory = new PeerFactory();
  await started.listen(factory);
  factory.doStart();
  await assert.rejects(started.close(), /every factory that was started/);
});
