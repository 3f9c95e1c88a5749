import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { flushUnhandledFailures } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { CannotListenError, IListeningPort, NoProtocol } from "../net/index.ts";
import { PlatformError } from "../platform/index.ts";
import { FakePlatform, RecordingFactory } from "./fake-platform.test-fixture.ts";
import { FakeSocket } from "./fake-socket.test-fixture.ts";
import { Reactor } from "./reactor.ts";

function world() {
  const fake = new FakePlatform();
  const reactor = new Reactor(fake.platform);
  const factory = new RecordingFactory();
  const listen = () => {
    const listening = reactor.listenTCP(80, factory);
    const state = fake.listening();
    const port = listening.result as IListeningPort;
    return { port, state, accept: fake.listens.at(-1)!.accept! };
  };
  return { fake, reactor, factory, listen };
}

test("it is what it says it is, and knows its address for ever", async () => {
  const { fake, listen } = world();
  const { port } = listen();
  verifyObject(IListeningPort, port);
  assert.equal(String(port.getHost()), "10.0.0.1:80");
  port.stopListening();
  fake.settle();
  assert.equal(String(port.getHost()), "10.0.0.1:80");
});

test("X16: stopListening closes the port; connections live on; the factory stops after it", () => {
  const { fake, factory, listen } = world();
  const { port, state, accept } = listen();
  const socket = new FakeSocket();
  accept(socket);
  const stopped = port.stopListening();
  assert.equal(state.closed, true);
  assert.deepEqual(factory.events, ["start", "build", "made"]);
  fake.settle();
  assert.equal(stopped.called, true);
  assert.equal(factory.events.at(-1), "stop");
  socket.data("x");
  assert.equal(factory.events.at(-1), "data");
  assert.equal(socket.ending, null);
});

test("stopListening twice: one end, told to each; no one's callbacks change another's", () => {
  const { fake, factory, listen } = world();
  const { port } = listen();
  const seen: unknown[] = [];
  port.stopListening().addCallback((result) => {
    seen.push(result);
    throw new Error("mine alone");
  });
  port.stopListening().addBoth((result) => seen.push(result));
  port.stopListening().cancel();
  fake.settle();
  port.stopListening().addBoth((result) => seen.push(result));
  assert.deepEqual(seen, [undefined, undefined, undefined]);
  assert.equal(factory.events.filter((event) => event === "stop").length, 1);
  assert.equal(flushUnhandledFailures().length, 2);
});

test("await using closes it", async () => {
  const { fake, listen } = world();
  const { port, state } = listen();
  const disposed = port[Symbol.asyncDispose]();
  fake.settle();
  await disposed;
  assert.equal(state.closed, true);
});

test("stopListening during accept: that connection is kept, one that comes after is refused", () => {
  const { fake, factory, listen } = world();
  const { port, accept } = listen();
  factory.on.build = () => port.stopListening();
  const [first, second] = [new FakeSocket(), new FakeSocket()];
  accept(first);
  accept(second);
  fake.settle();
  assert.equal(first.ending, null);
  assert.equal(second.ending, "close");
  assert.deepEqual(factory.events, ["start", "build", "made", "stop"]);
});

test("X14: buildProtocol that gives null closes the connection, and says nothing", () => {
  const { factory, listen } = world();
  factory.build = () => null;
  const { accept } = listen();
  const socket = new FakeSocket();
  const logged = capturedLogs(() => accept(socket));
  assert.equal(socket.ending, "close");
  assert.equal(logged.length, 0);
});

test("buildProtocol that throws, or returns nothing: one log event, and the port goes on", () => {
  const { factory, listen } = world();
  const { accept } = listen();
  for (const throws of [true, false]) {
    factory.build = () => (throws ? assert.fail("on purpose") : (undefined as never));
    const socket = new FakeSocket();
    const logged = capturedLogs(() => accept(socket));
    assert.equal(socket.ending, "close");
    assert.equal(logged.length, 1);
    assert.equal(logged[0]!.peer, "10.0.0.2:50000");
    if (!throws) {
      const { value } = logged[0]!.log_failure!;
      assert.ok(value instanceof NoProtocol);
      assert.match(value.message, /^RecordingFactory\.buildProtocol gave nothing/);
    }
  }
  factory.build = null;
  const socket = new FakeSocket();
  accept(socket);
  assert.equal(factory.events.at(-1), "made");
});

test("X15: a port that cannot be had fails with CannotListenError, and starts no factory", async () => {
  const { fake, reactor, factory } = world();
  const listening = reactor.listenTCP(80, factory);
  fake.listens[0]!.deferred.errback(new PlatformError("EADDRINUSE", "bind"));
  await assert.rejects(listening, CannotListenError);
  assert.deepEqual(factory.events, []);
});

test("a factory that fails to start leaves no port open behind it", async () => {
  const { fake, reactor, factory } = world();
  factory.on.start = () => assert.fail("no config file");
  const listening = reactor.listenTCP(80, factory);
  const state = fake.listening();
  await assert.rejects(listening, /no config file/);
  assert.equal(state.closed, true);
  const socket = new FakeSocket();
  fake.listens[0]!.accept!(socket);
  assert.equal(socket.ending, "close");
  reactor.run();
  reactor.stop();
  fake.settle();
  assert.deepEqual(factory.events, ["start"], "what never started is not stopped");
});

test("a factory that fails to stop: one log event, and the port is closed all the same", () => {
  const { fake, factory, listen } = world();
  const { port } = listen();
  factory.on.stop = () => assert.fail("in stopFactory");
  const logged = capturedLogs(() => {
    port.stopListening();
    const second = port.stopListening();
    fake.settle();
    assert.equal(second.called, true);
  });
  assert.equal(logged.length, 1);
  assert.equal(flushUnhandledFailures().length, 0, "and not a second time by a Deferred");
});

test("R12: a reactor that stops closes its ports, one that is only being opened too", async () => {
  const { fake, reactor, factory, listen } = world();
  const { state } = listen();
  reactor.run();
  const late = reactor.listenTCP(81, factory);
  reactor.stop();
  fake.settle();
  assert.equal(state.closed, true);
  const lateState = fake.listening();
  assert.equal(lateState.closed, true);
  await assert.rejects(late, /the reactor stops/);
});
