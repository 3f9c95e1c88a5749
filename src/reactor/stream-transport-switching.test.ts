import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../bytes/index.ts";
import { alsoProvides } from "../components/index.ts";
import type { Failure } from "../deferred/index.ts";
import { IHalfCloseableProtocol, type IProtocol, type ITransport } from "../net/index.ts";
import { FakeContext, FakeSocket } from "./fake-socket.test-fixture.ts";
import { StreamTransport } from "./stream-transport.ts";

interface Hooks {
  made?(transport: StreamTransport): unknown;
  data?(transport: StreamTransport, text: string): unknown;
}

/** Writes down what happens to it. */
class Recorder implements IProtocol {
  transport!: StreamTransport;
  readonly events: string[] = [];
  readonly #hooks: Hooks;
  constructor(hooks: Hooks = {}) {
    this.#hooks = hooks;
  }
  makeConnection(transport: ITransport): void {
    this.transport = transport as StreamTransport;
    this.connectionMade();
  }
  connectionMade(): void {
    this.events.push("made");
    this.#hooks.made?.(this.transport);
  }
  dataReceived(data: Uint8Array): void {
    this.events.push(`data ${text(data)}`);
    this.#hooks.data?.(this.transport, text(data));
  }
  readConnectionLost(): void {
    this.events.push("read lost");
  }
  writeConnectionLost(): void {}
  connectionLost(reason: Failure): void {
    this.events.push(`lost ${reason.value.name}`);
  }
}

const halfCloseable = (): Recorder => alsoProvides(new Recorder(), IHalfCloseableProtocol);

class Connection {
  readonly context: FakeContext = new FakeContext();
  readonly socket: FakeSocket = new FakeSocket();
  readonly protocol: Recorder;
  readonly transport: StreamTransport;
  constructor(hooks: Hooks) {
    this.protocol = new Recorder(hooks);
    this.transport = new StreamTransport(this.context, this.socket, this.protocol);
    this.transport.start();
  }
}

test("setProtocol: the next protocol hears all that happens from then on, the one before it nothing more", () => {
  const next = halfCloseable();
  const connection = new Connection({
    data: (transport) => {
      transport.setProtocol(next);
      next.makeConnection(transport);
    },
  });
  connection.socket.data("a");
  connection.socket.data("b");
  connection.socket.sink!.ended();
  connection.transport.abortConnection();
  connection.socket.closed();
  assert.deepEqual(connection.protocol.events, ["made", "data a"]);
  assert.deepEqual(next.events, ["made", "data b", "read lost", "lost ConnectionAborted"]);
});

/** A connection whose first bytes were not meant for its first protocol. */
function switched(next: Recorder): Connection {
  const connection = new Connection({
    data: (transport, data) => {
      transport.setProtocol(next, utf8(data));
      next.makeConnection(transport);
    },
  });
  connection.socket.data("left");
  return connection;
}

test("setProtocol: what was left unread comes after connectionMade and before all else, as soon as it is wanted", () => {
  const next = new Recorder();
  const { socket, context } = switched(next);
  assert.deepEqual(next.events, ["made"]);
  assert.equal(socket.calls.at(-1), "pause");
  context.pass();
  assert.equal(socket.calls.at(-1), "resume");
  socket.data("more");
  assert.deepEqual(next.events, ["made", "data left", "data more"]);
});

test("setProtocol, X3: a protocol that pauses at once gets nothing of it, and then all of it once", () => {
  const next = new Recorder({ made: (transport) => transport.pauseProducing() });
  const { transport, socket, context } = switched(next);
  context.pass();
  transport.resumeProducing();
  transport.pauseProducing();
  context.pass();
  assert.deepEqual(next.events, ["made"]);
  transport.resumeProducing();
  transport.pauseProducing();
  transport.resumeProducing();
  assert.notEqual(socket.calls.at(-1), "resume");
  context.pass();
  assert.deepEqual(next.events, ["made", "data left"]);
  assert.equal(socket.calls.at(-1), "resume");
});

test("setProtocol: the peer's end is behind what was left unread, and a close of ours before it", () => {
  const next = halfCloseable();
  const ended = switched(next);
  ended.socket.sink!.ended();
  ended.context.pass();
  assert.deepEqual(next.events, ["made", "data left", "read lost"]);
  const closing = new Recorder({ made: (transport) => transport.loseConnection() });
  const closed = switched(closing);
  closed.socket.closed();
  closed.context.pass();
  assert.deepEqual(closing.events, ["made", "lost ConnectionDone"]);
});

test("setProtocol: what the second one leaves is the third one's, pieces in order", () => {
  const last = new Recorder();
  const next = new Recorder({
    data: (transport, data) => {
      transport.setProtocol(last, utf8(data.slice(2)));
      last.makeConnection(transport);
    },
  });
  const { context } = switched(next);
  context.pass();
  context.pass();
  assert.deepEqual(next.events, ["made", "data left"]);
  assert.deepEqual(last.events, ["made", "data ft"]);
});
