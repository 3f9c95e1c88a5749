import assert from "node:assert/strict";
import { test } from "node:test";
import type { Socket, SocketSink } from "../platform/index.ts";
import { connection, FakeSocket } from "./fake-socket.test-fixture.ts";
import { StreamTransport } from "./stream-transport.ts";
import { UnreadSocket } from "./unread-socket.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Something was read from the socket below, and part of it is put back. */
class Stage {
  readonly below: FakeSocket = new FakeSocket();
  readonly turns: (() => void)[] = [];
  readonly events: string[] = [];
  readonly socket: UnreadSocket = new UnreadSocket(this.below, (run) => this.turns.push(run));
  onData: (text: string) => void = () => {};
  readonly sink: SocketSink = {
    data: (chunk) => {
      const text = new TextDecoder().decode(chunk);
      this.events.push(text);
      this.onData(text);
    },
    drained: () => this.events.push("drained"),
    ended: () => this.events.push("ended"),
    closed: (error) => this.events.push(`closed ${error?.code}`),
  };
  constructor() {
    this.socket.start(this.sink);
  }
  turn(): void {
    for (const run of this.turns.splice(0)) run();
  }
}

test("what is put back comes first, in a turn of its own, and the socket below waits for it", () => {
  const { socket, below, events, ...stage } = new Stage();
  below.data("a");
  socket.putBack(bytes("b"));
  socket.putBack(bytes("c"));
  assert.ok(!below.reading);
  assert.deepEqual(events, ["a"]);
  for (const run of stage.turns.splice(0)) run();
  assert.ok(below.reading);
  below.data("d");
  assert.deepEqual(events, ["a", "cb", "d"]);
});

test("nothing comes while reading is paused, not even an end that came early", () => {
  const stage = new Stage();
  stage.socket.putBack(bytes("a"));
  stage.socket.pauseReading();
  stage.turn();
  stage.below.sink!.ended();
  assert.deepEqual(stage.events, []);
  stage.socket.resumeReading();
  stage.socket.pauseReading();
  stage.socket.resumeReading();
  assert.ok(!stage.below.reading);
  stage.turn();
  assert.deepEqual(stage.events, ["a", "ended"]);
});

test("paused by whom it has come to, the end waits", () => {
  const stage = new Stage();
  stage.onData = () => stage.socket.pauseReading();
  stage.socket.putBack(bytes("a"));
  stage.below.sink!.ended();
  stage.turn();
  assert.deepEqual(stage.events, ["a"]);
  stage.socket.resumeReading();
  stage.turn();
  assert.deepEqual(stage.events, ["a", "ended"]);
});

test("put back by whom it has come to, it comes again; another sink gets it", () => {
  const stage = new Stage();
  stage.onData = (text) => {
    if (text.length > 1) stage.socket.putBack(bytes(text.slice(1)));
  };
  stage.socket.putBack(bytes("abc"));
  stage.turn();
  stage.turn();
  stage.socket.start({
    ...stage.sink,
    data: (chunk) => stage.events.push(`other ${chunk.length}`),
  });
  stage.turn();
  assert.deepEqual(stage.events, ["abc", "bc", "other 1"]);
  assert.ok(stage.below.reading);
});

test("after a close nothing comes but the end of it", () => {
  for (const how of ["close", "abort"] as const) {
    const stage = new Stage();
    stage.socket.putBack(bytes("a"));
    stage.socket[how]();
    stage.turn();
    stage.below.closed();
    assert.deepEqual(stage.events, ["closed undefined"]);
    assert.deepEqual(stage.below.calls, ["pause", how]);
  }
});

test("all else goes through", () => {
  const { socket, below, events } = new Stage();
  assert.ok(socket.write(bytes("a")));
  below.drained();
  socket.setNoDelay(true);
  socket.setKeepAlive(true);
  socket.shutdown();
  below.sink!.ended();
  assert.deepEqual(below.calls, ["write 1", "nodelay true", "keepalive true", "shutdown"]);
  assert.deepEqual(events, ["drained", "ended"]);
  const face: Socket = socket;
  assert.deepEqual([face.local, face.peer], [below.local, below.peer]);
});

test("a transport's: to the protocol of that time, once it does not pause; bytes alone; nothing after a close", () => {
  const { transport, socket, context } = connection(StreamTransport);
  const events: string[] = [];
  socket.mayStartAgain = true;
  transport.setProtocol({
    makeConnection() {},
    connectionMade() {},
    dataReceived: (data) => events.push(new TextDecoder().decode(data)),
    connectionLost: (reason) => events.push(reason.value.name),
  });
  transport.pauseProducing();
  transport.unread(bytes("rest"));
  context.pass();
  assert.deepEqual(events, []);
  transport.resumeProducing();
  context.pass();
  assert.deepEqual(events, ["rest"]);
  transport.unread(bytes(""));
  assert.throws(() => transport.unread("text" as never), { name: "NotBytesError" });
  transport.loseConnection();
  transport.unread(bytes("late"));
  context.pass();
  socket.closed();
  assert.deepEqual(events, ["rest", "ConnectionDone"]);
});
