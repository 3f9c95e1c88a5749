import assert from "node:assert/strict";
import { test } from "node:test";
import { pipePair } from "./byte-pipe.ts";
import { PipeSocket } from "./pipe-socket.ts";
import { Sink } from "./sink.test-fixture.ts";

function world(most = Number.POSITIVE_INFINITY) {
  const events: (() => void)[] = [];
  const closed: PipeSocket[] = [];
  const [ours, theirs] = pipePair();
  const owner = {
    later: (run: () => void) => void events.push(run),
    most: () => most,
    closed: (socket: PipeSocket) => void closed.push(socket),
  };
  const socket = new PipeSocket(owner, ours, { pipe: "here" }, { pipe: "there" });
  const pass = (): void => {
    while (events.length > 0) events.shift()!();
  };
  return { socket, theirs, closed, pass, sink: new Sink(socket) };
}

test("data, then the end, never from inside a call", () => {
  const { socket, theirs, pass, sink } = world();
  theirs.outgoing.write(Uint8Array.of(1, 2));
  theirs.release();
  assert.deepEqual(sink.events, []);
  pass();
  assert.deepEqual(
    [sink.events, sink.received],
    [
      ["data", "ended"],
      [1, 2],
    ],
  );
  socket.close();
  assert.equal(sink.ends, 0);
  pass();
  assert.deepEqual(sink.events, ["data", "ended", "closed"]);
  assert.deepEqual([socket.local, socket.peer], [{ pipe: "here" }, { pipe: "there" }]);
});

test("odd pieces: no more at a time than it is to give", () => {
  const { socket, theirs, pass } = world(2);
  const sizes: number[] = [];
  const sink = new Sink();
  sink.data = ({ length }) => void sizes.push(length);
  socket.start(sink);
  theirs.outgoing.write(new Uint8Array(5));
  pass();
  assert.deepEqual(sizes, [2, 2, 1]);
});

test("paused, it leaves all in the pipe, the end too", () => {
  const { socket, theirs, pass, sink } = world();
  socket.pauseReading();
  theirs.outgoing.write(Uint8Array.of(1));
  theirs.release();
  pass();
  assert.deepEqual(sink.events, []);
  socket.resumeReading();
  pass();
  assert.deepEqual(sink.events, ["data", "ended"]);
});

test("full at 64 KiB, and drained when that is read", () => {
  const { socket, theirs, pass, sink } = world();
  assert.equal(socket.write(new Uint8Array(65_535)), true);
  assert.equal(socket.write(new Uint8Array(1)), false);
  pass();
  assert.deepEqual(sink.events, []);
  theirs.incoming.read();
  pass();
  assert.deepEqual(sink.events, ["drained"]);
});

test("what is written where nobody reads is EPIPE, once", () => {
  const { socket, theirs, pass, sink, closed } = world();
  theirs.incoming.abandon();
  assert.equal(socket.write(Uint8Array.of(1)), true);
  socket.write(Uint8Array.of(1));
  pass();
  assert.deepEqual([sink.events, closed], [["closed EPIPE"], [socket]]);
});

test("both directions at their end: closed by itself", () => {
  const { socket, theirs, pass, sink } = world();
  socket.shutdown();
  socket.shutdown();
  assert.equal(socket.write(Uint8Array.of(1)), true);
  assert.ok(theirs.incoming.finished);
  theirs.outgoing.end();
  pass();
  assert.deepEqual(sink.events, ["ended", "closed"]);
});

test("what was written is still read after close or abort; nobody is told after release", () => {
  for (const end of ["close", "abort", "release"] as const) {
    const { socket, theirs, pass, sink } = world();
    socket.write(Uint8Array.of(9));
    socket[end]();
    socket[end]();
    pass();
    assert.deepEqual(theirs.incoming.read(), Uint8Array.of(9));
    assert.ok(theirs.incoming.finished && theirs.outgoing.abandoned);
    assert.deepEqual(sink.events, end === "release" ? [] : ["closed"]);
  }
});
