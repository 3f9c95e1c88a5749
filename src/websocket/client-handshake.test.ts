import assert from "node:assert/strict";
import { test } from "node:test";
import { TCPServerEndpoint } from "../endpoints/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { Listener, RawPeer } from "./raw-peer.test-fixture.ts";
import { WebSocketClientEndpoint } from "./websocket-client-endpoint.ts";

/** The answers of the RFC's example: a key of these bytes gives this Accept. */
const KEY: Uint8Array = Uint8Array.from("the sample nonce", (c) => c.charCodeAt(0));
const ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
const answer = (...more: string[]): string =>
  ["HTTP/1.1 101 Fine", "Upgrade: websocket", "Connection: upgrade", ...more, "", ""].join("\r\n");

/** How connecting ends where the server says this. */
function outcome(says: string | null, { protocols = [] as string[], seconds = 1 } = {}) {
  const network = new MemoryNetwork();
  const server = new RawPeer();
  new TCPServerEndpoint(reactorOn(network.host("server")), 80).listen(() => server);
  const reactor = reactorOn(network.host("client"));
  const endpoint = new WebSocketClientEndpoint(reactor, "ws://server/a%20b?c=d#".slice(0, -1), {
    protocols,
    headers: { Authorization: "Basic xyz" },
    handshakeSeconds: 3,
    entropy: (bytes) => KEY.slice(0, bytes),
  });
  const seen: unknown[] = [];
  endpoint.connect(Listener).addCallbacks(
    (protocol) => seen.push(protocol),
    ({ value }) => seen.push(value),
  );
  network.advance(0.1);
  if (says !== null) server.say(says);
  network.advance(seconds);
  return { network, server, reactor, result: seen[0] as Listener & Error & { status?: unknown } };
}

test("it asks as the RFC has it, and is connected when the server agrees; frames may come at once", () => {
  const { server, result } = outcome(`${answer(`Sec-WebSocket-Accept: ${ACCEPT}`)}\u0082\u0002hi`);
  assert.ok(result instanceof Listener);
  assert.equal(result.heard, "hi");
  const lines = server.heard.split("\r\n");
  assert.equal(lines[0], "GET /a%20b?c=d HTTP/1.1");
  for (const line of [
    "Host: server",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
    "Authorization: Basic xyz",
  ])
    assert.ok(lines.includes(line), line);
});

test("a server that does not agree is told apart from one that speaks no HTTP", () => {
  const good = `Sec-WebSocket-Accept: ${ACCEPT}`;
  const cases: readonly (readonly [number | null, string])[] = [
    [404, "HTTP/1.1 404 Not Found\r\n\r\n"],
    [302, "HTTP/1.1 302 Found\r\nLocation: elsewhere\r\n\r\n"],
    [101, answer()],
    [101, answer("Sec-WebSocket-Accept: wrong")],
    [101, answer(good, "Sec-WebSocket-Extensions: permessage-deflate")],
    [101, answer(good, "Sec-WebSocket-Protocol: unasked")],
    [101, `HTTP/1.1 101 x\r\nUpgrade: h2c\r\nConnection: upgrade\r\n${good}\r\n\r\n`],
    [null, "220 smtp.example\r\n\r\n"],
    [null, "x".repeat(20_000)],
  ];
  for (const [status, says] of cases) {
    const { network, result } = outcome(says);
    assert.equal(result.name, "WebSocketUpgradeError", says);
    assert.equal(result.status, status);
    assert.equal(network.connections("client"), 0);
  }
});

test("of the protocols one has to be chosen", () => {
  const good = `Sec-WebSocket-Accept: ${ACCEPT}`;
  const protocols = ["a", "b"];
  assert.ok(
    outcome(answer(good, "Sec-WebSocket-Protocol: b"), { protocols }).result instanceof Listener,
  );
  assert.match(outcome(answer(good), { protocols }).result.message, /has chosen none/);
});

test("half an answer for ever, and an end before it: typed, in time, and nothing is left", () => {
  const { network, reactor, result } = outcome("HTTP/1.1 101 Fi", { seconds: 4 });
  assert.equal(result.name, "TimeoutError");
  assert.equal(network.connections("client"), 0);
  assert.deepEqual(reactor.getDelayedCalls(), []);
  const world = outcome(null, { seconds: 0.1 });
  world.server.transport.loseConnection();
  world.network.advance(1);
  assert.deepEqual(world.reactor.getDelayedCalls(), []);
});
