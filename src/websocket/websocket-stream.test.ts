import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryClientEndpoint, MemoryNames, MemoryServerEndpoint } from "../endpoints/index.ts";
import { ConnectionLost } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { WebSocketFailure } from "./errors.ts";
import { frame, Listener, RawPeer, requestOf, World } from "./raw-peer.test-fixture.ts";
import {
  WebSocketServerEndpoint,
  type WebSocketServerOptions,
} from "./websocket-server-endpoint.ts";

const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const code = (value: number): number[] => [value >> 8, value & 0xff];

/** A peer that is upgraded, and the protocol that serves it. */
async function upgraded(
  options: WebSocketServerOptions = {},
  build?: () => Listener,
): Promise<{ world: World; peer: RawPeer; served: Listener }> {
  const world = new World(options, build);
  const peer = await world.peer(requestOf());
  return { world, peer, served: world.served[0]! };
}

/** What the protocol of the server was told at the end. */
function failureOf({ reason }: Listener): WebSocketFailure {
  assert.ok(reason instanceof ConnectionLost, String(reason));
  assert.ok(reason.cause instanceof WebSocketFailure, String(reason.cause));
  return reason.cause;
}

test("messages of either kind are bytes, whole or in fragments; what is written is binary", async () => {
  const { world, peer, served } = await upgraded();
  peer.say(frame(TEXT, [0xc3, 0xbc]), frame(BINARY, []), frame(BINARY, [1], 0));
  peer.say(frame(PING, [7]), frame(0, [2], 0), frame(0, [3]));
  await world.pass();
  assert.equal(served.heard, "\xc3\xbc\x01\x02\x03");
  served.transport.write(new Uint8Array([9, 8]));
  await world.pass();
  assert.deepEqual(peer.frames, [0x80 | PONG, 1, 7, 0x80 | BINARY, 2, 9, 8]);
});

test("a mask is taken off, wherever the frame is cut", async () => {
  const { world, peer, served } = await upgraded();
  for (const byte of [0x82, 0x83, 1, 2, 3, 4, 104 ^ 1, 105 ^ 2, 33 ^ 3]) {
    peer.say([byte]);
    await world.pass();
  }
  assert.equal(served.heard, "hi!");
});

test("a long write goes in messages that a peer need not gather", async () => {
  const { world, peer, served } = await upgraded();
  served.transport.write(new Uint8Array(20_000));
  await world.pass(1);
  assert.deepEqual(peer.frames.slice(0, 4), [0x82, 126, 0x20, 0x00]);
  assert.equal(peer.frames.length, 20_000 + 3 * 4);
});

test("a peer that breaks the rules is told how, and the protocol why it was lost", async () => {
  const cases: readonly (readonly [number, readonly number[]])[] = [
    [1002, [0x82, 1, 0]], // no mask
    [1002, frame(BINARY, [1], 0xc0)], // RSV1: an extension that nobody agreed on
    [1002, frame(3, [])],
    [1002, frame(0, [1])], // continues nothing
    [1002, frame(PING, [], 0)], // a control frame in fragments
    [1002, frame(CLOSE, [3])],
    [1002, frame(CLOSE, code(1005))],
    [1007, frame(TEXT, [0xff])],
    [1009, [0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]], // 4 GiB
    [1009, [0x82, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]],
    [1009, [0x82, 0xfe, 0x04, 0x01, 0, 0, 0, 0]], // 1025 bytes
  ];
  for (const [expected, says] of cases) {
    const { world, peer, served } = await upgraded({ maxPayload: 1024 });
    peer.say(says);
    await world.pass();
    await world.pass();
    assert.deepEqual(peer.frames.slice(0, 4), [0x80 | CLOSE, 2, ...code(expected)], `${says}`);
    assert.equal(failureOf(served).closeCode, expected);
    assert.equal(world.network.connections("server"), 0);
    assert.deepEqual(world.server.getDelayedCalls(), []);
  }
});

test("fragments have one limit together, and there are not too many of them", async () => {
  const { world, peer, served } = await upgraded({ maxPayload: 10 });
  peer.say(frame(BINARY, [1, 2, 3, 4, 5, 6], 0), frame(0, [1, 2, 3, 4, 5], 0));
  await world.pass();
  await world.pass();
  assert.equal(failureOf(served).closeCode, 1009);
  const many = await upgraded();
  many.peer.say(frame(BINARY, [1], 0));
  for (let i = 0; i < 17_000; i++) many.peer.say(frame(0, [1], 0));
  for (let i = 0; i < 10; i++) await many.world.pass();
  assert.equal(failureOf(many.served).closeCode, 1008);
});

test("RFC 6455 section 7: a Close is answered with its like, and the server closes", async () => {
  for (const [says, answers] of [
    [[], code(1000)],
    [code(1000), code(1000)],
    [code(1001), code(1000)],
  ]) {
    const { world, peer, served } = await upgraded();
    peer.say(frame(CLOSE, says!), frame(BINARY, [1]));
    await world.pass();
    assert.deepEqual(peer.frames, [0x80 | CLOSE, 2, ...answers!]);
    assert.deepEqual([served.heard, served.reason?.name], ["", "ConnectionDone"]);
    assert.equal(peer.reason?.name, "ConnectionDone");
  }
});

test("both have closed their side while nothing is read: loseConnection is the end, at once", async () => {
  const { world, peer, served } = await upgraded({ closeSeconds: 100 });
  served.dataReceived = () => served.transport.pauseProducing();
  served.transport.loseWriteConnection();
  peer.say(frame(BINARY, [1]), frame(CLOSE, code(1000)));
  await world.pass();
  assert.equal(served.reason, null);
  served.transport.loseConnection();
  await world.pass(1);
  assert.ok(served.reason, "it waits for what has come");
});

test("a Close that says that something is wrong is ConnectionLost, with code and reason", async () => {
  const { world, peer, served } = await upgraded();
  peer.say(frame(CLOSE, [...code(1011), ...Buffer.from("disk full")]));
  await world.pass();
  const failure = failureOf(served);
  assert.deepEqual([failure.closeCode, failure.closeReason], [1011, "disk full"]);
  assert.match(served.reason!.message, /1011: disk full/);
});

test("a connection that ends without a Close is ConnectionLost (1006)", async () => {
  const { world, peer, served } = await upgraded();
  peer.transport.loseConnection();
  await world.pass();
  assert.equal(failureOf(served).closeCode, 1006);
  const reset = await upgraded();
  reset.peer.transport.abortConnection();
  await reset.world.pass();
  assert.match(reset.served.reason!.message, /reset/);
});

test("loseConnection waits for the peer's Close, and not for ever", async () => {
  const { world, peer, served } = await upgraded({ closeSeconds: 2 });
  served.transport.write(new Uint8Array([5]));
  served.transport.loseConnection();
  await world.pass(1);
  assert.deepEqual(peer.frames, [0x82, 1, 5, 0x88, 2, ...code(1000)]);
  assert.equal(String(served.reason), "null");
  await world.pass(1.1);
  assert.equal(served.reason?.name, "ConnectionDone");
  assert.equal(world.network.connections("server"), 0);
});

test("a peer that reads nothing is aborted when its time is over", async () => {
  const { world, peer, served } = await upgraded({ closeSeconds: 1 });
  peer.transport.pauseProducing();
  served.transport.write(new Uint8Array(10_000_000));
  await world.pass(1);
  served.transport.abortConnection();
  await world.pass();
  assert.equal(served.reason?.name, "ConnectionAborted");
  const slow = await upgraded({ closeSeconds: 1 });
  slow.peer.transport.pauseProducing();
  // As much as the buffers on the way take, and a bit of the last one.
  slow.served.transport.write(new Uint8Array(150_000));
  await slow.world.pass(1);
  slow.served.transport.loseConnection();
  for (let i = 0; i < 30; i++) await slow.world.pass(1);
  assert.notEqual(slow.served.reason, null);
});

test("while a protocol is paused no message is lost, and pings flood nobody", async () => {
  const { world, peer, served } = await upgraded({}, () =>
    Object.assign(new Listener(), {
      connectionMade(this: Listener) {
        this.transport.pauseProducing();
      },
    }),
  );
  peer.say(frame(BINARY, [65]), frame(BINARY, [66]), frame(CLOSE, code(1000)));
  await world.pass(1);
  assert.equal(served.heard, "");
  served.transport.resumeProducing();
  await world.pass(1);
  assert.deepEqual([served.heard, served.reason?.name], ["AB", "ConnectionDone"]);

  const flood = await upgraded();
  flood.peer.transport.pauseProducing();
  flood.served.transport.write(new Uint8Array(2_000_000));
  await flood.world.pass(1);
  const before = flood.world.network.connections("server");
  for (let i = 0; i < 5000; i++) flood.peer.say(frame(PING, [i & 0xff]));
  await flood.world.pass(1);
  assert.equal(flood.world.network.connections("server"), before);
  flood.peer.heard = "\r\n\r\n";
  flood.peer.transport.resumeProducing();
  for (let i = 0; i < 20; i++) await flood.world.pass(1);
  const pongs = flood.peer.frames.filter((byte) => byte === (0x80 | PONG)).length;
  assert.ok(pongs <= 2, `${pongs} pongs`);
});

test("keeping alive: silence is asked about once, and then ends the connection", async () => {
  const { world, peer, served } = await upgraded({ pingSeconds: 10 });
  await world.pass(11);
  assert.deepEqual(peer.frames, [0x80 | PING, 0]);
  peer.say(frame(PONG, []));
  await world.pass(10);
  assert.equal(String(served.reason), "null");
  await world.pass(30);
  assert.match(failureOf(served).message, /no answer to a ping in 10 s/);
  assert.deepEqual(world.server.getDelayedCalls(), []);
});

test("X14: where the factory refuses, the peer gets an orderly Close", async () => {
  const world = new World({}, () => null);
  const peer = await world.peer(requestOf());
  assert.deepEqual(peer.frames, [0x88, 2, ...code(1000)]);
  peer.say(frame(CLOSE, code(1000)));
  await world.pass();
  assert.equal(world.network.connections("server"), 0);
  assert.deepEqual(world.server.getDelayedCalls(), []);
});

test("a message that comes byte by byte is whole when its last has come", async () => {
  const { world, peer, served } = await upgraded();
  const message = new Array<number>(4000).fill(65);
  const bytes = [0x82, 0xfe, message.length >> 8, message.length & 0xff, 0, 0, 0, 0, ...message];
  for (const byte of bytes.slice(0, -1)) {
    peer.say([byte]);
    world.network.advance(0.001);
  }
  await world.pass();
  assert.equal(served.heard, "");
  peer.say(bytes.slice(-1));
  await world.pass();
  assert.equal(served.heard.length, 4000);
});

test("many small frames at once keep nobody else from his turn, and none is lost", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const names = new MemoryNames();
  let read = 0;
  let readBefore = 0;
  const served = Object.assign(new Listener(), {
    dataReceived() {
      read += 1;
      if (read === 1)
        reactor.callLater(0, () => {
          readBefore = read;
        });
    },
  });
  const below = new MemoryServerEndpoint(reactor, "x", { names });
  new WebSocketServerEndpoint(reactor, below).listen(() => served);
  const peer = new RawPeer();
  new MemoryClientEndpoint(reactor, "x", { names }).connect(() => peer);
  network.advance(0.1);
  peer.say(requestOf());
  network.advance(0.1);
  // They come in one piece.
  peer.say(Array.from({ length: 5000 }, () => frame(BINARY, [1])).flat());
  network.advance(0.1);
  assert.equal(read, 5000);
  assert.equal(readBefore, 256);
  peer.say(frame(CLOSE, code(1000)));
  network.advance(0.1);
  assert.equal(served.reason?.name, "ConnectionDone");
});
