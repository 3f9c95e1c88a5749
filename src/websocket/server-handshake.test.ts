import assert from "node:assert/strict";
import { test } from "node:test";
import { frame, REQUEST, requestOf, World } from "./raw-peer.test-fixture.ts";

const without = (start: string): string[] => REQUEST.filter((line) => !line.startsWith(start));
const instead = (line: string): string[] => [...without(line.slice(0, line.indexOf(":"))), line];

test("RFC 6455 section 1.3: a request is answered, and what comes with it is read", async () => {
  const world = new World({ path: "/chat" });
  const peer = await world.peer(requestOf(), frame(2, [104, 105]));
  assert.equal(peer.status, 101);
  assert.match(peer.heard, /\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/);
  assert.deepEqual(
    world.served.map(({ heard }) => heard),
    ["hi"],
  );
});

test("a request that is cut anywhere is the same request", async () => {
  const world = new World();
  const text = requestOf();
  for (const at of [1, 17, 60, text.length - 3, text.length - 1]) {
    const peer = await world.peer(text.slice(0, at));
    assert.equal(peer.status, 0);
    peer.say(text.slice(at));
    await world.pass();
    assert.equal(peer.status, 101);
  }
});

test("what is no upgrade is answered in the words of HTTP, and closed", async () => {
  const cases: readonly (readonly [number, readonly string[]])[] = [
    [400, ["hello"]],
    [400, ["GET /chat HTTP/1.0", ...REQUEST.slice(1)]],
    [400, ["GET chat HTTP/1.1", ...REQUEST.slice(1)]],
    [405, ["POST /chat HTTP/1.1", ...REQUEST.slice(1)]],
    [404, ["GET /chatter HTTP/1.1", ...REQUEST.slice(1)]],
    [400, without("Host")],
    [426, without("Upgrade")],
    [426, without("Connection")],
    [426, instead("Upgrade: h2c")],
    [426, without("Sec-WebSocket-Version")],
    [426, instead("Sec-WebSocket-Version: 8")],
    [400, without("Sec-WebSocket-Key")],
    [400, instead("Sec-WebSocket-Key: short")],
    [400, [...REQUEST, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]],
    [400, [...REQUEST, "Content-Length: 5"]],
    [400, [...REQUEST, "Transfer-Encoding: chunked"]],
    [400, [...REQUEST, " folded: header"]],
    [400, [...REQUEST, "no header"]],
    [400, [...REQUEST, "Bad\0Name: x"]],
    [403, instead("Origin: https://evil.example")],
    [403, REQUEST],
  ];
  const world = new World({ path: "/chat", origins: ["https://good.example"] });
  for (const [status, lines] of cases) {
    const peer = await world.peer(requestOf(lines));
    assert.equal(peer.status, status, lines.join("\n"));
    assert.equal(peer.reason?.name, "ConnectionDone");
  }
  const version = await world.peer(requestOf(instead("Sec-WebSocket-Version: 8")));
  assert.match(version.heard, /\r\nSec-WebSocket-Version: 13\r\n/);
  const good = await world.peer(requestOf([...REQUEST, "Origin: https://good.example"]));
  assert.equal(good.status, 101);
  assert.equal(world.served.length, 1);
});

test("half a request for ever, or none: 408 and closed when its time is over", async () => {
  const world = new World({ handshakeSeconds: 3 });
  const peers = [await world.peer(), await world.peer("GET / HTTP/1.1\r\nHost: x\r\n")];
  await world.pass(2);
  assert.deepEqual(
    peers.map(({ status }) => status),
    [0, 0],
  );
  // A byte now and then buys no time.
  peers[1]?.say("X");
  await world.pass(1.5);
  assert.deepEqual(
    peers.map(({ status, reason }) => [status, reason?.name]),
    [
      [408, "ConnectionDone"],
      [408, "ConnectionDone"],
    ],
  );
  assert.equal(world.network.connections("server"), 0);
});

test("a head without end: 431 at 16 KiB, and closed", async () => {
  const world = new World();
  const peer = await world.peer("GET / HTTP/1.1\r\n", `X: ${"x".repeat(20_000)}`);
  assert.equal(peer.status, 431);
  await world.pass(10);
  assert.equal(world.network.connections("server"), 0);
});

test("the first protocol that the client names and the server knows is chosen", async () => {
  const world = new World({ protocols: ["b", "c"] });
  const chosen = await world.peer(requestOf([...REQUEST, "Sec-WebSocket-Protocol: a, c, b"]));
  assert.match(chosen.heard, /\r\nSec-WebSocket-Protocol: c\r\n/);
  const none = await world.peer(requestOf([...REQUEST, "Sec-WebSocket-Protocol: a"]));
  assert.deepEqual([none.status, none.heard.includes("Protocol:")], [101, false]);
});

test("a port that is closed drops who has not been upgraded, and builds nothing any more", async () => {
  const world = new World();
  const upgraded = await world.peer(requestOf());
  const half = await world.peer("GET / HTTP/1.1\r\n");
  world.port?.stopListening();
  await world.pass();
  assert.equal(half.reason?.name, "ConnectionLost");
  assert.equal(upgraded.reason, null);
  assert.equal(world.served.length, 1);
  assert.deepEqual(world.server.getDelayedCalls(), []);
});
