import assert from "node:assert/strict";
import { test } from "node:test";
import { alsoProvides, directlyProvides, verifyObject } from "../components/index.ts";
import type { Failure } from "../deferred/index.ts";
import {
  ConnectionAborted,
  ConnectionDone,
  ConnectionLost,
  IHalfCloseableProtocol,
  ILoggingContext,
  type IProtocol,
  IStreamTransport,
  type ITransport,
  NotBytesError,
} from "../net/index.ts";
import { PeerEnded, PlatformError } from "../platform/index.ts";
import { FakeContext, FakeSocket } from "./fake-socket.test-fixture.ts";
import { StreamTransport } from "./stream-transport.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text);
const RESET = new PlatformError("ECONNRESET", "read ECONNRESET");

interface Hooks {
  made?(transport: StreamTransport): unknown;
  data?(transport: StreamTransport, text: string): unknown;
  readLost?(transport: StreamTransport): unknown;
  writeLost?(transport: StreamTransport): unknown;
  lost?(transport: StreamTransport, reason: Failure): unknown;
}

class Recorder implements IProtocol {
  transport!: StreamTransport;
  readonly events: string[] = [];
  reason: Error | undefined;
  readonly hooks: Hooks;
  constructor(hooks: Hooks) {
    this.hooks = hooks;
    if (hooks.readLost || hooks.writeLost) alsoProvides(this, IHalfCloseableProtocol);
  }
  makeConnection(transport: ITransport): void {
    this.transport = transport as StreamTransport;
    this.connectionMade();
  }
  connectionMade(): void {
    this.events.push("made");
    this.hooks.made?.(this.transport);
  }
  dataReceived(data: Uint8Array): unknown {
    const text = Buffer.from(data).toString();
    this.events.push(`data ${text}`);
    return this.hooks.data?.(this.transport, text);
  }
  readConnectionLost(): void {
    this.events.push("read lost");
    this.hooks.readLost?.(this.transport);
  }
  writeConnectionLost(): void {
    this.events.push("write lost");
    this.hooks.writeLost?.(this.transport);
  }
  connectionLost(reason: Failure): void {
    this.events.push(`lost ${reason.value.name}`);
    this.reason = reason.value;
    this.hooks.lost?.(this.transport, reason);
  }
}

class Connection {
  readonly context = new FakeContext();
  readonly socket = new FakeSocket();
  readonly protocol: Recorder;
  readonly transport: StreamTransport;
  readonly wentWell: boolean;
  lost = 0;
  constructor(hooks: Hooks = {}, protocol: Recorder = new Recorder(hooks)) {
    this.protocol = protocol;
    this.transport = new StreamTransport(this.context, this.socket, protocol, () => {
      this.lost += 1;
      protocol.events.push("factory told");
    });
    this.context.open.add(this.transport);
    this.wentWell = this.transport.start();
  }
  get events(): string[] {
    return this.protocol.events;
  }
  /** The platform calls `closed`, as it must after `close` or `abort`. */
  finish(error?: PlatformError): Error {
    this.socket.closed(error);
    assert.equal(this.context.open.size, 0, "the reactor has forgotten it");
    assert.equal(this.lost, 1);
    assert.equal(this.context.clock.getDelayedCalls().length, 0, "no delayed call is left");
    return this.protocol.reason!;
  }
}

const boom = (): never => {
  throw new RangeError("boom");
};

test("it is what it says it is", () => {
  verifyObject(IStreamTransport, new Connection().transport);
});

test("X1: only bytes can be written, and the error says what it was given", () => {
  const { transport, context, socket } = new Connection();
  const wrong: [unknown, RegExp][] = [
    ["text", /given: String; encode it/],
    [new ArrayBuffer(3), /ArrayBuffer/],
    [[1, 2], /Array/],
    [null, /Null/],
    [undefined, /Undefined/],
    [Symbol("x"), /Symbol/],
    [Object.create(null), /Object/],
  ];
  for (const [value, says] of wrong)
    assert.throws(
      () => transport.write(value as Uint8Array),
      (error) => error instanceof NotBytesError && says.test(error.message),
    );
  transport.write(Buffer.from("a Buffer is bytes"));
  context.settle();
  assert.deepEqual(socket.calls, ["write 17"]);
});

test("X1: after the end a write is ignored, but must be bytes all the same", () => {
  const { transport, context, socket } = new Connection();
  socket.closed();
  transport.write(bytes("x"));
  transport.writeSequence([bytes("y")]);
  context.settle();
  assert.deepEqual(socket.calls, []);
  assert.throws(() => transport.write("x" as never), NotBytesError);
});

test("X3: loseConnection reads no more at once, flushes, closes; twice is once", () => {
  const it = new Connection({
    data: (transport) => {
      transport.write(bytes("answer"));
      transport.loseConnection();
      transport.loseConnection();
      transport.write(bytes("too late"));
    },
  });
  it.socket.data("a");
  it.socket.sink!.data(bytes("b"));
  assert.deepEqual(it.socket.calls, ["pause", "write 6", "close"]);
  it.transport.resumeProducing();
  it.transport.pauseProducing();
  assert.equal(it.socket.reading, false, "X12: resumeProducing after loseConnection does nothing");
  assert.ok(it.finish() instanceof ConnectionDone);
  assert.deepEqual(it.events, ["made", "data a", "lost ConnectionDone", "factory told"]);
});

test("X3: with bytes still on their way it waits for them, and an abort ends the wait", () => {
  const it = new Connection();
  it.socket.roomy = false;
  it.transport.write(bytes("abc"));
  it.transport.loseConnection();
  it.context.settle();
  assert.deepEqual(it.socket.calls, ["pause", "write 3"]);
  it.transport.abortConnection();
  assert.equal(it.socket.calls.at(-1), "abort");
  assert.ok(it.finish() instanceof ConnectionAborted);
});

test("X8: connectionLost comes from the platform's call alone, whoever ends it", () => {
  for (const end of ["loseConnection", "abortConnection", "stopProducing"] as const) {
    const it = new Connection({
      data: (transport) => {
        transport[end]();
        it.protocol.events.push("returned");
      },
    });
    it.socket.data("x");
    assert.deepEqual(it.events, ["made", "data x", "returned"]);
    it.finish();
    it.socket.sink!.closed(RESET);
    it.socket.sink!.ended();
    it.socket.sink!.data(bytes("y"));
    it.socket.sink!.drained();
    assert.equal(it.events.filter((event) => event.startsWith("lost")).length, 1);
  }
});

test("X9: a reset is ConnectionLost, the peer's FIN and our own close ConnectionDone", () => {
  const reset = new Connection();
  assert.equal(reset.finish(RESET).constructor, ConnectionLost);
  const fin = new Connection();
  fin.socket.sink!.ended();
  assert.equal(fin.socket.ending, "close");
  assert.equal(fin.finish().constructor, ConnectionDone);
  const both = new Connection();
  both.socket.sink!.ended();
  assert.equal(both.finish(RESET).constructor, ConnectionDone, "all was sent before the reset");
  const abort = new Connection();
  abort.transport.abortConnection();
  assert.equal(abort.finish(RESET).constructor, ConnectionAborted);
});

test("X9: how the peer has ended is the reason, also of our own close, unless we know better", () => {
  const status = new RangeError("exit code 3");
  const ended = new PeerEnded(status, false);
  const close = new Connection();
  close.transport.loseConnection();
  close.context.settle();
  assert.equal(close.finish(ended), status);
  const fin = new Connection();
  fin.socket.sink!.ended();
  assert.equal(fin.finish(ended), status);
  const asked = new Connection();
  const why = new TypeError("enough");
  asked.transport.loseConnection(why);
  asked.context.settle();
  assert.equal(asked.finish(ended), why);
  const abort = new Connection();
  abort.transport.abortConnection();
  assert.equal(abort.finish(ended).constructor, ConnectionAborted);
});

test("X9: a reset while what was written is not yet sent is ConnectionLost", () => {
  const it = new Connection();
  it.socket.roomy = false;
  it.transport.write(bytes("abc"));
  it.transport.loseConnection();
  it.context.settle();
  assert.equal(it.finish(RESET).constructor, ConnectionLost);
});

for (const hook of ["made", "data", "readLost", "writeLost"] as const) {
  test(`X10: an exception in ${hook} is logged once and ends the connection with it`, () => {
    const it = new Connection({ [hook]: boom });
    assert.equal(it.wentWell, hook !== "made");
    if (hook === "data") it.socket.data("x");
    if (hook === "readLost") it.socket.sink!.ended();
    if (hook === "writeLost") it.transport.loseWriteConnection();
    it.context.settle();
    assert.equal(it.socket.ending, "close");
    assert.ok(it.finish() instanceof RangeError);
    assert.equal(it.context.logged.length, 1);
    assert.equal(it.context.logged[0], it.protocol.reason);
  });
}

test("X10: an async dataReceived that rejects has thrown", async () => {
  const it = new Connection({ data: async () => boom() });
  it.socket.data("x");
  await new Promise(setImmediate);
  assert.equal(it.socket.ending, "close");
  assert.ok(it.finish() instanceof RangeError);
  assert.equal(it.context.logged.length, 1);
});

test("X10: what connectionLost throws is logged too, and the factory is told all the same", () => {
  const it = new Connection({ data: boom, lost: () => assert.fail("in connectionLost") });
  it.socket.data("x");
  it.socket.sink!.data(bytes("ignored"));
  assert.ok(it.finish() instanceof RangeError);
  assert.equal(it.context.logged.length, 2);
});

test("X10: an exception while the host holds bytes does not wait for the peer to take them", () => {
  const it = new Connection({ data: boom });
  it.socket.roomy = false;
  it.transport.write(bytes("never read"));
  it.context.settle();
  it.socket.data("x");
  assert.equal(it.socket.ending, "abort");
  assert.ok(it.finish() instanceof RangeError);
});

test("X10: a logPrefix that throws, or a protocol without a class, loses no exception", () => {
  const protocol = new Recorder({ data: boom });
  const logPrefix = (): string => {
    throw new Error("from logPrefix");
  };
  directlyProvides(Object.assign(protocol, { logPrefix }), ILoggingContext);
  const it = new Connection({}, protocol);
  it.socket.data("x");
  assert.ok(it.finish() instanceof RangeError);
  assert.deepEqual(
    it.context.events.map((event) => event.prefix),
    ["Recorder,10.0.0.2:50000"],
  );
  // The turn has ended: what is written now does not stay behind.
  assert.equal(it.context.soon.length, 0);

  const bare = Object.assign(Object.create(null), {
    makeConnection: boom,
    connectionMade() {},
    dataReceived() {},
    connectionLost() {},
  }) as IProtocol;
  const context = new FakeContext();
  new StreamTransport(context, new FakeSocket(), bare).start();
  assert.equal(context.logged.length, 1);
});

test("X11: the peer's FIN and a protocol that wants half a connection", () => {
  const it = new Connection({ readLost: (transport) => transport.write(bytes("still")) });
  it.socket.sink!.ended();
  it.socket.sink!.ended();
  assert.deepEqual(it.events, ["made", "read lost"]);
  assert.deepEqual(it.socket.calls, ["write 5"]);
  it.transport.write(bytes("more"));
  it.transport.loseWriteConnection();
  it.context.settle();
  assert.deepEqual(it.socket.calls, ["write 5", "write 4", "shutdown", "close"]);
  assert.ok(it.finish() instanceof ConnectionDone);
  assert.deepEqual(it.events.slice(1, 3), ["read lost", "write lost"]);
});

test("X11: our half first: reading goes on until the peer's FIN ends it", () => {
  const it = new Connection({ writeLost() {} });
  it.transport.write(bytes("bye"));
  it.transport.loseWriteConnection();
  it.transport.write(bytes("dropped"));
  it.context.settle();
  assert.deepEqual(it.socket.calls, ["write 3", "shutdown"]);
  it.socket.data("x");
  it.socket.sink!.ended();
  assert.deepEqual(it.events, ["made", "write lost", "data x", "read lost"]);
  assert.equal(it.socket.ending, "close");
  assert.ok(it.finish() instanceof ConnectionDone);
});

test("X11: without half closing, a FIN stops the producer, flushes and closes", () => {
  const it = new Connection();
  const calls: string[] = [];
  it.transport.registerProducer(
    {
      pauseProducing: () => calls.push("pause"),
      resumeProducing: () => calls.push("resume"),
      stopProducing: () => calls.push("stop"),
    },
    true,
  );
  it.socket.roomy = false;
  it.transport.write(bytes("first"));
  it.context.settle();
  it.transport.write(bytes("second"));
  it.socket.sink!.ended();
  assert.deepEqual(calls, ["stop"]);
  it.socket.drained();
  assert.equal(it.socket.text, "firstsecond");
  assert.equal(it.socket.ending, null);
  it.socket.drained();
  assert.equal(it.socket.ending, "close");
  assert.ok(it.finish() instanceof ConnectionDone);
});

test("X11: a peer that has closed and takes nothing for 30 s is given up, with no timer left", () => {
  const it = new Connection();
  it.socket.roomy = false;
  it.transport.write(bytes("first"));
  it.context.settle();
  it.transport.write(bytes("second"));
  it.socket.sink!.ended();
  it.context.clock.advance(29);
  it.socket.drained();
  it.context.clock.advance(29);
  assert.equal(it.socket.ending, null, "it took some meanwhile");
  it.context.clock.advance(1);
  assert.equal(it.socket.ending, "abort");
  assert.match(it.finish(RESET).message, /took none of the last 6 bytes/);
  assert.ok(it.protocol.reason instanceof ConnectionLost);
});

test("a host that says it drained after the end is not listened to", () => {
  const it = new Connection();
  it.socket.roomy = false;
  it.transport.write(bytes("first"));
  it.context.settle();
  it.socket.sink!.ended();
  it.transport.stop();
  assert.equal(it.protocol.events.at(-2), "lost ConnectionLost");
  it.socket.drained();
  it.finish();
});

test("X12: pause and resume reach the socket once each", () => {
  const it = new Connection();
  it.transport.pauseProducing();
  it.transport.pauseProducing();
  it.transport.resumeProducing();
  it.transport.resumeProducing();
  assert.deepEqual(it.socket.calls, ["pause", "resume"]);
});

test("X13: the factory is told after the protocol", () => {
  const it = new Connection();
  it.finish();
  assert.deepEqual(it.events, ["made", "lost ConnectionDone", "factory told"]);
});

test("R12: stopping with the reactor does not flush, and tells the protocol at once", () => {
  for (const roomy of [true, false]) {
    const it = new Connection();
    it.socket.roomy = roomy;
    it.transport.write(bytes("x"));
    it.context.settle();
    it.transport.write(bytes("never sent"));
    it.transport.stop();
    it.transport.stop();
    assert.equal(it.protocol.reason!.constructor, ConnectionLost);
    assert.equal(it.socket.ending, roomy ? "close" : "abort", "no waiting for a slow peer");
    it.context.settle();
    it.finish();
    assert.equal(it.socket.text, "x");
  }
});

test("R12: a connection that was ending already keeps its own reason", () => {
  const aborted = new Connection();
  aborted.transport.abortConnection();
  aborted.transport.stop();
  assert.ok(aborted.protocol.reason instanceof ConnectionAborted);
  const failed = new Connection({ data: boom });
  failed.socket.data("x");
  failed.transport.stop();
  assert.ok(failed.protocol.reason instanceof RangeError);
});

test("X20: both addresses are known for ever", () => {
  const seen: string[] = [];
  const it = new Connection({
    lost: (transport) => seen.push(String(transport.getPeer()), String(transport.getHost())),
  });
  it.finish();
  seen.push(String(it.transport.getPeer()), String(it.transport.getHost()));
  assert.deepEqual(seen.slice(0, 2), seen.slice(2));
  assert.equal(it.transport.logPrefix(), "Recorder,10.0.0.2:50000");
});

test("setProtocol: the next protocol hears all that happens from then on, the one before it nothing more", () => {
  const next = new Recorder({ readLost: () => {} });
  const connection = new Connection({
    data: (transport) => {
      transport.setProtocol(next);
      assert.equal(transport.protocol, next);
      next.makeConnection(transport);
    },
  });
  connection.socket.data("a");
  connection.socket.data("b");
  connection.socket.sink!.ended();
  connection.transport.abortConnection();
  connection.socket.closed();
  assert.deepEqual(connection.events, ["made", "data a", "factory told"]);
  assert.deepEqual(next.events, ["made", "data b", "read lost", "lost ConnectionAborted"]);
});

test("X4: a close for a reason stops the producer, and does not wait for it; what was written is sent", () => {
  const { transport, context, socket } = new Connection();
  let stopped = 0;
  transport.registerProducer(
    { pauseProducing() {}, resumeProducing() {}, stopProducing: () => void stopped++ },
    true,
  );
  transport.write(bytes("answer"));
  transport.loseConnection(new ConnectionLost("the line is too long"));
  context.settle();
  assert.equal(stopped, 1);
  assert.deepEqual(socket.calls, ["pause", "write 6", "close"]);
});

test("loseConnection and abortConnection: the reason that they are given is that of connectionLost", () => {
  const tooLong = new ConnectionLost("the line is too long");
  const closed = new Connection();
  closed.transport.write(bytes("the answers before it"));
  closed.transport.loseConnection(tooLong);
  closed.context.settle();
  assert.deepEqual(closed.socket.calls, ["pause", "write 21", "close"]);
  assert.equal(closed.finish(), tooLong);

  const aborted = new Connection();
  aborted.transport.abortConnection(tooLong);
  assert.equal(aborted.finish(), tooLong);

  const both = new Connection();
  both.socket.roomy = false;
  both.transport.write(bytes("x"));
  both.context.settle();
  both.transport.loseConnection(tooLong);
  both.transport.abortConnection();
  assert.equal(both.socket.ending, "abort");
  assert.equal(both.finish(), tooLong);

  const reset = new Connection();
  reset.socket.roomy = false;
  reset.transport.write(bytes("x"));
  reset.context.settle();
  reset.transport.loseConnection(tooLong);
  assert.equal(reset.finish(RESET), tooLong);
});
