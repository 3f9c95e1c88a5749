import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { MemoryNames, MemoryServerEndpoint, TCPServerEndpoint } from "../endpoints/index.ts";
import { type IListeningPort, IStreamServerEndpoint, ITCPTransport } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { requestOf, World } from "./raw-peer.test-fixture.ts";
import { WebSocketServerEndpoint } from "./websocket-server-endpoint.ts";

test("it listens on what it is given, and says so", () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  const names = new MemoryNames();
  const endpoint = new WebSocketServerEndpoint(
    reactor,
    new MemoryServerEndpoint(reactor, "x", { names }),
  );
  verifyObject(IStreamServerEndpoint, endpoint);
  assert.equal(String(endpoint), "WebSockets on memory:x");
  let port: IListeningPort | undefined;
  endpoint.listen(Protocol).addCallback((opened) => {
    port = opened;
  });
  assert.equal(String(port?.getHost()), "memory:x");
});

test("its addresses, and TCP's options, are those of the connection below", async () => {
  const world = new World();
  const peer = await world.peer(requestOf());
  const { transport } = world.served[0]!;
  assert.ok(ITCPTransport.providedBy(transport));
  assert.deepEqual(
    [String(transport.getPeer()), String(transport.getHost())],
    [String(peer.transport.getHost()), String(peer.transport.getPeer())],
  );
  transport.setTcpNoDelay(false);
  assert.equal(transport.getTcpNoDelay(), false);
});

test("a limit that is none is found before anything is opened", () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  const below = new TCPServerEndpoint(reactor, 80);
  assert.throws(() => new WebSocketServerEndpoint(reactor, below, { maxPayload: 0 }), RangeError);
});

test("R12: a reactor that stops ends every one, and what is being upgraded", async () => {
  const world = new World();
  world.server.run();
  const peer = await world.peer(requestOf());
  const half = await world.peer("GET / HTTP/1.1\r\n");
  world.server.stop();
  await world.pass();
  assert.match(String(world.served[0]?.reason), /ConnectionLost.*the reactor stopped/);
  assert.deepEqual([peer.reason, half.reason].includes(null), false);
  assert.equal(world.network.connections("server"), 0);
});
