import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { TCPServerEndpoint } from "../endpoints/index.ts";
import { IStreamClientEndpoint } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { Listener } from "./raw-peer.test-fixture.ts";
import { WebSocketClientEndpoint } from "./websocket-client-endpoint.ts";
import { WebSocketServerEndpoint } from "./websocket-server-endpoint.ts";

function world() {
  const network = new MemoryNetwork();
  const server = reactorOn(network.host("server"));
  const client = reactorOn(network.host("client"));
  return { network, server, client };
}

test("it connects to the host and port of its URL; both ends talk, and each ends in order", () => {
  const { network, server, client } = world();
  const served = new Listener();
  new WebSocketServerEndpoint(server, new TCPServerEndpoint(server, 80)).listen(() => served);
  const endpoint = new WebSocketClientEndpoint(client, "ws://server/");
  verifyObject(IStreamClientEndpoint, endpoint);
  assert.equal(String(endpoint), "ws://server/");
  const protocol = new Listener();
  endpoint.connect(() => protocol);
  network.advance(1);
  protocol.transport.write(new Uint8Array([104, 105]));
  served.transport.write(new Uint8Array(100_000));
  network.advance(1);
  assert.deepEqual([served.heard, protocol.heard.length], ["hi", 100_000]);
  protocol.transport.loseConnection();
  network.advance(1);
  assert.deepEqual(
    [served.reason?.name, protocol.reason?.name],
    ["ConnectionDone", "ConnectionDone"],
  );
  assert.deepEqual([client.getDelayedCalls(), server.getDelayedCalls()], [[], []]);
});

test("with chance of its own, a run sends the same bytes each time", () => {
  const run = (): string => {
    const { network, server, client } = world();
    const peer = new Listener();
    new TCPServerEndpoint(server, 80).listen(() => peer);
    const entropy = (bytes: number): Uint8Array =>
      Uint8Array.from({ length: bytes }, () => Math.floor(client.random() * 256));
    new WebSocketClientEndpoint(client, "ws://server/", { entropy }).connect(Listener);
    network.advance(1);
    return peer.heard;
  };
  const heard = run();
  assert.match(heard, /Sec-WebSocket-Key/);
  assert.equal(run(), heard);
});

test("what cannot be asked for is found at once", () => {
  const { client } = world();
  for (const url of ["http://a/", "ws//a", "ws://user@a/", "ws://a/#fragment", ""])
    assert.throws(() => new WebSocketClientEndpoint(client, url), RangeError, url);
  for (const options of [
    { protocols: ["a b"] },
    { headers: { "X: y\r\nEvil": "z" } },
    { maxPayload: -1 },
  ])
    assert.throws(() => new WebSocketClientEndpoint(client, "ws://a/", options), RangeError);
});
