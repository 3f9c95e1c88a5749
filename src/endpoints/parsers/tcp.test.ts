import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { parseDescription } from "../description.ts";
import { TCPClientEndpoint } from "../tcp-client-endpoint.ts";
import { TCPServerEndpoint } from "../tcp-server-endpoint.ts";
import { tcpClient, tcpServer } from "./tcp.ts";

test("tcp: the endpoints of both directions", () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  const server = tcpServer.parseStreamServer(reactor, parseDescription("tcp:80"));
  const client = tcpClient.parseStreamClient(reactor, parseDescription("tcp:b:80"));
  assert.ok(server instanceof TCPServerEndpoint);
  assert.ok(client instanceof TCPClientEndpoint);
  assert.equal(String(server), "tcp port 80");
  assert.equal(String(client), "b:80");
});

test("tcp: a reactor that has no TCP is told apart from a mistake in the text", () => {
  assert.throws(() => tcpServer.parseStreamServer({}, parseDescription("tcp:80")), {
    name: "NotSupportedError",
    message: "this reactor cannot do tcp:80: its platform provides no IReactorTCP",
  });
});
