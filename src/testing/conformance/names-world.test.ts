import assert from "node:assert/strict";
import { test } from "node:test";
import { namesWorld } from "./names-broken.test-fixture.ts";
import { answering, ScriptedResolver } from "./names-world.ts";

test("a receiver writes down what a resolution tells", async () => {
  const world = namesWorld();
  const { events, addresses } = await world.resolved("www", { portNumber: 5 });
  assert.deepEqual(events, ["began", "address", "complete"]);
  assert.equal(String(addresses[0]), "server:5");
});

test("a scripted resolver does what it is told, and writes down who asked", async () => {
  const world = namesWorld();
  const resolver = answering({ host: "server", port: 7 });
  world.client.installNameResolver(resolver);
  const { addresses } = await world.resolved("anything", { portNumber: 1 });
  assert.deepEqual([resolver.asked, String(addresses[0])], [["anything"], "server:7"]);
  const silent = new ScriptedResolver(() => undefined);
  silent.resolveHostName({ ...addresses, resolutionBegan() {} } as never, "x").cancel();
  assert.equal(silent.cancelled, 1);
});

test("the reason of an attempt that has failed is kept", async () => {
  const world = namesWorld();
  assert.equal((await world.refusal("nobody")).name, "DNSLookupError");
});
