import assert from "node:assert/strict";
import { test } from "node:test";
import { ITLSTransport } from "../../net/index.ts";
import { tlsWorld } from "./tls-broken.test-fixture.ts";
import { clientOptions, serverOptions } from "./tls-world.ts";

test("secured: both sides speak TLS, by these options", async () => {
  const world = tlsWorld();
  const { server, client } = await world.secured(
    {
      client: clientOptions({ acceptableProtocols: ["x"] }),
      server: serverOptions(undefined, { acceptableProtocols: ["x"] }),
    },
    { secured: (peer) => peer.send("hello") },
  );
  await world.until("it has come", () => client.received === "hello");
  assert.equal(ITLSTransport(server.transport).TLS, true);
  await world.close();
});

test("plain: both may go over to TLS, and have not", async () => {
  const world = tlsWorld();
  const { server, client } = await world.plain({});
  for (const { transport } of [server, client]) assert.equal(ITLSTransport(transport).TLS, false);
  await world.close();
});
