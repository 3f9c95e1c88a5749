import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type HandshakeDetails,
  PeerEnded,
  PlatformError,
  type SocketSink,
} from "../platform/index.ts";
import { Clock } from "../time/index.ts";
import { FakeSocket } from "./fake-socket.test-fixture.ts";
import { FakeTLS } from "./fake-tls.test-fixture.ts";
import { TLSStream } from "./tls-stream.ts";

function world({ started = true } = {}) {
  const clock = new Clock();
  const below = new FakeSocket();
  const tls = new FakeTLS();
  const events: string[] = [];
  const context = tls.context({ role: "server", minimumVersion: "TLSv1.2" });
  const secured = (details: HandshakeDetails): void =>
    void events.push(`secured ${details.version}`);
  const stream = new TLSStream(below, context, clock, 10, secured);
  const sink: SocketSink = {
    data: (bytes) => events.push(`data ${new TextDecoder().decode(bytes)}`),
    drained: () => events.push("drained"),
    ended: () => events.push("ended"),
    closed: (error) => events.push(error ? `closed ${error.code}` : "closed"),
  };
  if (started) stream.start(sink);
  return { clock, below, tls, events, stream, sink };
}

/** One whose handshake has been completed. */
function secured() {
  const all = world();
  all.tls.engine.secured();
  all.events.length = 0;
  all.tls.engine.calls.length = 0;
  all.below.calls.length = 0;
  return { ...all, engine: all.tls.engine };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("ciphertext goes from below to the engine and back; plaintext from above and back", () => {
  const { below, engine, events, stream } = secured();
  below.data("cipher");
  engine.sink.data(bytes("plain"));
  assert.equal(stream.write(bytes("answer")), true);
  engine.sink.send(bytes("cipher"));
  assert.deepEqual(engine.calls, ["receive cipher", "write answer"]);
  assert.deepEqual([below.calls, events], [["write 6"], ["data plain"]]);
  assert.deepEqual([stream.local, stream.peer], [below.local, below.peer]);
});

test("X6: back-pressure from below goes to the engine, and from the engine above", () => {
  const { below, engine, events, stream } = secured();
  below.roomy = false;
  engine.roomy = false;
  assert.equal(engine.sink.send(bytes("cipher")), false);
  assert.equal(stream.write(bytes("plain")), false);
  below.drained();
  assert.deepEqual(engine.calls, ["write plain", "sent"]);
  engine.sink.drained();
  assert.deepEqual(events, ["drained"]);
});

test("X12: a pause before the handshake stops plaintext alone; after it, ciphertext as well", () => {
  const { below, tls, stream, events } = world();
  stream.pauseReading();
  assert.deepEqual([below.calls, tls.engine.calls], [[], ["pause"]]);
  tls.engine.secured();
  assert.deepEqual([below.calls, events], [["pause"], ["secured TLSv1.3"]]);
  stream.resumeReading();
  assert.deepEqual(
    [below.calls, tls.engine.calls],
    [
      ["pause", "resume"],
      ["pause", "resume"],
    ],
  );
});

test("X12: a pause before it starts holds", () => {
  const { tls, stream, sink } = world({ started: false });
  stream.pauseReading();
  stream.start(sink);
  assert.deepEqual(tls.engine.calls, ["pause"]);
});

test("X24: a handshake that takes too long is a failure", () => {
  const { clock, below, events } = world();
  clock.advance(9.9);
  assert.deepEqual(events, []);
  clock.advance(0.2);
  assert.equal(below.ending, "close");
  below.closed();
  assert.deepEqual(events, ["closed ETIMEDOUT"]);
});

test("one in time has no limit any more", () => {
  const { clock, below } = secured();
  clock.advance(1000);
  assert.deepEqual([below.ending, clock.getDelayedCalls().length], [null, 0]);
});

test("X24: close sends close_notify, waits for the peer's, and for a limited time", () => {
  for (const [answers, seconds] of [
    [true, 0],
    [false, 5],
  ] as const) {
    const { clock, below, engine, events, stream } = secured();
    stream.close();
    assert.deepEqual(engine.calls, ["resume", "finish"]);
    clock.advance(100);
    assert.equal(below.ending, null, "what was written may take its time");
    engine.sink.finished();
    if (answers) engine.sink.ended();
    assert.equal(below.ending, answers ? "close" : null);
    clock.advance(seconds);
    below.closed();
    assert.deepEqual([below.ending, events], ["close", ["closed"]]);
    assert.equal(clock.getDelayedCalls().length, 0);
  }
});

test("X24: close before the handshake waits for it, and for a limited time", () => {
  const { clock, below, stream, tls, events } = world();
  stream.close();
  assert.ok(!tls.engine.calls.includes("finish"));
  clock.advance(5.1);
  assert.equal(below.ending, "close");
  below.closed();
  assert.deepEqual(events, ["closed"]);
  const other = world();
  other.stream.close();
  other.tls.engine.secured();
  assert.ok(other.tls.engine.calls.includes("finish"));
  assert.deepEqual(other.events, [], "who closes hears of no handshake");
});

test("close waits until the host has our close_notify, though the peer's came first", () => {
  const { below, engine, stream, clock } = secured();
  engine.sink.ended();
  stream.close();
  below.roomy = false;
  engine.sink.send(bytes("the last bytes"));
  engine.sink.finished();
  assert.equal(below.ending, null);
  clock.advance(60);
  below.drained();
  assert.equal(below.ending, "close");
});

test("while closing nothing is delivered", () => {
  const { engine, events, stream } = secured();
  stream.close();
  engine.sink.data(bytes("too late"));
  engine.sink.ended();
  assert.deepEqual(events, []);
});

test("X25: how the peer has ended is told, but an end in order without close_notify is an error", () => {
  const told = (orderly: boolean, close: boolean): string[] => {
    const { below, events, stream } = secured();
    if (close) stream.close();
    below.sink!.closed(new PeerEnded(new Error("exit code"), orderly));
    return events;
  };
  assert.deepEqual(told(true, false), ["closed ERR_TLS_TRUNCATED"]);
  for (const [orderly, close] of [
    [false, false],
    [true, true],
    [false, true],
  ] as const)
    assert.deepEqual(told(orderly, close), ["closed EPIPE"]);
});

test("X25: the end of the bytes without close_notify is an error, unless we close", () => {
  const cut = secured();
  cut.below.sink!.ended();
  assert.deepEqual(cut.engine.calls, ["receiveEnd"], "the engine knows what to say");
  cut.below.closed();
  assert.deepEqual(cut.events, ["closed ERR_TLS_TRUNCATED"]);
  const closing = secured();
  closing.stream.close();
  closing.below.closed();
  assert.deepEqual(closing.events, ["closed"]);
  const inOrder = secured();
  inOrder.engine.sink.ended();
  inOrder.below.closed();
  assert.deepEqual(inOrder.events, ["ended", "closed"]);
});

test("X10: what the engine fails with is the reason, told when the socket has closed", () => {
  const { below, engine, events } = secured();
  engine.failed(new PlatformError("ERR_SSL_X", "bad"));
  assert.deepEqual([below.ending, events], ["close", []]);
  below.closed();
  assert.deepEqual(events, ["closed ERR_SSL_X"]);
});

test("a host that still has bytes, and cannot be trusted to get rid of them, is reset", () => {
  const { below, engine } = secured();
  below.roomy = false;
  engine.sink.send(bytes("stuck"));
  engine.failed(new PlatformError("ERR_SSL_X", "bad"));
  assert.equal(below.ending, "abort");
});

test("abort asks nobody", () => {
  const { below, stream, engine, events } = secured();
  stream.abort();
  assert.deepEqual([below.ending, engine.calls], ["abort", ["destroy"]]);
  below.closed(new PlatformError("ECONNRESET", "reset"));
  assert.deepEqual(events, ["closed ECONNRESET"]);
});

test("what only TCP has is passed on", () => {
  const { below, stream } = secured();
  stream.setNoDelay(true);
  stream.setKeepAlive(false);
  assert.deepEqual(below.calls, ["nodelay true", "keepalive false"]);
});
