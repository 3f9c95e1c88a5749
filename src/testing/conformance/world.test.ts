import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred, fail, succeed } from "../../deferred/index.ts";
import { memorySetup } from "./broken.test-fixture.ts";
import { PeerFactory } from "./peer-factory.ts";
import { TCPWorld } from "./tcp.ts";

const world = (): TCPWorld => new TCPWorld(memorySetup());

test("until lets time pass until something is so, and not longer than its limit", async () => {
  const here = world();
  const start = here.server.seconds();
  await here.until("two seconds have passed", () => here.server.seconds() - start >= 2);
  assert.ok(here.server.seconds() - start < 3);
  await assert.rejects(
    here.until("never", () => false),
    { name: "ConformanceError", message: "waited in vain until never" },
  );
});

test("result gives what a Deferred gives, or throws what it fails with", async () => {
  const here = world();
  const late = new Deferred<number>();
  here.server.callLater(3, () => late.callback(7));
  assert.equal(await here.result(late), 7);
  assert.equal(await here.result(succeed("now")), "now");
  await assert.rejects(here.result(fail(new RangeError("no"))), /no/);
  await assert.rejects(here.result(new Deferred()), /a Deferred has fired/);
});

test("pair connects a server and a client, and close leaves nothing open", async () => {
  const here = world();
  const { server, client } = await here.pair({}, {});
  assert.ok(server.open && client.open);
  await here.close();
  assert.ok(!server.open && !client.open);
});

test("close fails where something cannot be closed", async () => {
  const here = new TCPWorld(memorySetup({ sink: () => ({ closed: () => {} }) }));
  await here.pair({});
  await assert.rejects(here.close(), /nothing is open/);
});

test("connect goes to the port that was listened on last", async () => {
  const here = world();
  const servers = [new PeerFactory(), new PeerFactory()] as const;
  for (const factory of servers) await here.listen(factory);
  here.connect(new PeerFactory());
  await here.until("connected", () => servers[1].peers.length === 1);
  assert.equal(servers[0].peers.length, 0);
});
