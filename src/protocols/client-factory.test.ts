import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyClass } from "../components/index.ts";
import { IClientFactory } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { ClientFactory } from "./client-factory.ts";
import { Protocol } from "./protocol.ts";

test("it provides IClientFactory, and forProtocol works on it", () => {
  verifyClass(IClientFactory, ClientFactory);
  assert.ok(ClientFactory.forProtocol(Protocol) instanceof ClientFactory);
});

test("the hooks may be left as they are: connecting in vain is no error", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const connector = reactor.connectTCP("a", 80, new ClientFactory());
  network.advance(1);
  assert.equal(connector.state, "disconnected");
});
