import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { verifyObject } from "../components/index.ts";
import { capturedLogs } from "../logger/index.ts";
import {
  AlreadyConnectingError,
  ConnectionDone,
  ConnectionRefusedError,
  IConnector,
  NotConnectingError,
  TimeoutError,
  UserError,
} from "../net/index.ts";
import { PlatformError } from "../platform/index.ts";
import { FakePlatform, RecordingFactory } from "./fake-platform.test-fixture.ts";
import { Reactor } from "./reactor.ts";

function world(options: { seconds?: number } = {}) {
  const fake = new FakePlatform();
  const reactor = new Reactor(fake.platform);
  const factory = new RecordingFactory();
  const connect = (): IConnector => reactor.connectTCP("db", 5432, factory, options);
  /** Nothing that the attempt needed is still there. */
  const nothingLeft = (): void => {
    fake.pass();
    assert.deepEqual(reactor.getDelayedCalls(), []);
  };
  return { fake, reactor, factory, connect, nothingLeft };
}

const REFUSED = new PlatformError("ECONNREFUSED", "connect");

test("it is what it says it is, and knows where it goes", () => {
  const connector = world().connect();
  verifyObject(IConnector, connector);
  assert.equal(String(connector.getDestination()), "db:5432");
});

test("X13: made, lost: the protocol hears of the end before the factory", () => {
  const { fake, factory, connect, nothingLeft } = world();
  const connector = connect();
  assert.equal(connector.state, "connecting");
  const socket = fake.connected();
  fake.settle();
  assert.equal(connector.state, "connected");
  socket.data("x");
  socket.closed();
  assert.deepEqual(factory.events, [
    ...["start", "connecting", "build", "made", "connected", "data"],
    ...["protocol lost", "lost", "stop"],
  ]);
  assert.equal(connector.state, "disconnected");
  assert.ok(factory.reasons[0] instanceof ConnectionDone);
  nothingLeft();
});

test("a platform that has the answer at once does not tell the factory before connectTCP returns", () => {
  for (const succeeds of [true, false]) {
    const { fake, factory, reactor } = world();
    const { connect } = fake.platform.tcp;
    fake.platform.tcp.connect = (to, options) => {
      const attempt = connect(to, options);
      if (succeeds) fake.connected();
      else attempt.errback(REFUSED);
      return attempt;
    };
    reactor.connectTCP("db", 1, factory);
    assert.deepEqual(factory.events, ["start", "connecting"]);
    fake.settle();
    assert.equal(factory.events[2], succeeds ? "build" : "failed");
  }
});

test("a failed attempt is told by what happened, once, and leaves nothing", () => {
  const { fake, factory, connect, nothingLeft } = world();
  const connector = connect();
  fake.settle();
  fake.connects[0]!.deferred.errback(REFUSED);
  assert.deepEqual(factory.events, ["start", "connecting", "failed", "stop"]);
  assert.ok(factory.reasons[0] instanceof ConnectionRefusedError);
  assert.equal(connector.state, "disconnected");
  nothingLeft();
});

test("X18: the time limit is 30 seconds, or what is asked for", () => {
  for (const seconds of [undefined, 0, 2.5]) {
    const { fake, factory, connect, nothingLeft } = world(seconds === undefined ? {} : { seconds });
    connect();
    if (seconds !== 0) fake.pass((seconds ?? 30) - 0.001);
    assert.deepEqual(factory.events, ["start", "connecting"]);
    fake.pass(0.001);
    assert.deepEqual(factory.events, ["start", "connecting", "failed", "stop"]);
    assert.ok(factory.reasons[0] instanceof TimeoutError);
    assert.match(factory.reasons[0].message, /^no connection to db:5432 in /);
    assert.equal(fake.connects[0]!.cancelled, 1);
    nothingLeft();
  }
});

test("X18: a time limit that is none is refused before anything has begun", () => {
  for (const seconds of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    const { fake, factory, connect, reactor, nothingLeft } = world({ seconds });
    assert.throws(connect, RangeError);
    assert.deepEqual(factory.events, []);
    assert.equal(fake.connects.length, 0);
    nothingLeft();
    // The reactor is as it was: what is written in its turns still goes out.
    const other = new RecordingFactory();
    reactor.connectTCP("db", 5432, other);
    const socket = fake.connected();
    fake.settle();
    socket.data("x");
    assert.equal(other.events.at(-1), "data");
  }
});

test("R14: stopConnecting ends the attempt with UserError, and only an attempt", () => {
  const { fake, factory, connect, nothingLeft } = world();
  const connector = connect();
  assert.throws(() => connector.connect(), AlreadyConnectingError);
  connector.stopConnecting();
  assert.ok(factory.reasons[0] instanceof UserError);
  assert.equal(fake.connects[0]!.cancelled, 1);
  assert.throws(() => connector.stopConnecting(), NotConnectingError);
  connector.disconnect();
  nothingLeft();
  assert.deepEqual(factory.events, ["start", "connecting", "failed", "stop"]);
});

test("R14: connect while connected is refused; disconnect loses the connection", () => {
  const { fake, connect, factory } = world();
  const connector = connect();
  const socket = fake.connected();
  fake.settle();
  assert.throws(() => connector.connect(), AlreadyConnectingError);
  assert.throws(() => connector.stopConnecting(), NotConnectingError);
  connector.disconnect();
  fake.settle();
  assert.equal(socket.ending, "close");
  socket.closed();
  assert.ok(factory.reasons[0] instanceof ConnectionDone);
});

test("R14: a factory that connects again stays started, until it does not", () => {
  const { fake, factory, connect } = world();
  let times = 3;
  factory.on.failed = () => --times > 0 && factory.connector!.connect();
  connect();
  for (let i = 0; i < 3; i++) {
    fake.settle();
    fake.connects[i]!.deferred.errback(REFUSED);
  }
  const again = ["connecting", "failed"];
  assert.deepEqual(factory.events, ["start", ...again, ...again, ...again, "stop"]);
});

test("giving up in startedConnecting, and trying again from there, ends each attempt once", () => {
  const { fake, factory, connect, nothingLeft } = world();
  let times = 3;
  factory.on.connecting = () => factory.connector!.stopConnecting();
  factory.on.failed = () => --times > 0 && factory.connector!.connect();
  connect();
  fake.settle();
  assert.equal(fake.connects.length, 3);
  assert.ok(fake.connects.every(({ cancelled }) => cancelled === 1));
  assert.equal(factory.events.filter((event) => event === "failed").length, 3);
  assert.equal(factory.events.filter((event) => event === "stop").length, 1);
  nothingLeft();
});

test("disconnect in buildProtocol: the connection is made, and lost at once", () => {
  const { fake, factory, connect } = world();
  factory.on.build = () => factory.connector!.disconnect();
  connect();
  const socket = fake.connected();
  fake.settle();
  assert.equal(socket.ending, "close");
  socket.closed();
  assert.deepEqual(factory.events.slice(-4), ["connected", "protocol lost", "lost", "stop"]);
});

test("X14: no protocol closes the socket, and the connection was lost all the same", () => {
  const refusals = [() => null, () => undefined as never, () => assert.fail("on purpose")];
  for (const [index, build] of refusals.entries()) {
    const { fake, factory, connect } = world();
    factory.build = build;
    const logged = capturedLogs(() => {
      connect();
      const socket = fake.connected();
      fake.settle();
      assert.equal(socket.ending, "close");
      socket.sink!.data(Uint8Array.of(1));
      socket.closed();
    });
    assert.deepEqual(factory.events.slice(-3), ["build", "lost", "stop"]);
    assert.ok(factory.reasons[0] instanceof ConnectionDone);
    assert.equal(logged.length, index === 0 ? 0 : 1);
  }
});

test("what a factory throws is logged, once each, and the connector goes on", () => {
  const { fake, factory, connect } = world();
  const hooks = ["start", "connecting", "connected", "lost", "stop"];
  for (const hook of hooks) factory.on[hook] = () => assert.fail(`in ${hook}`);
  const logged = capturedLogs(() => {
    connect();
    const socket = fake.connected();
    fake.settle();
    socket.closed();
  });
  assert.deepEqual(
    logged.map(({ log_failure }) => (log_failure!.value as Error).message),
    hooks.map((hook) => `in ${hook}`),
  );
});

test("a socket that comes when it is no longer wanted is aborted", () => {
  const { fake, factory, connect, nothingLeft } = world();
  const connector = connect();
  // It is there, and the connector has not been told yet.
  const socket = fake.connected();
  connector.stopConnecting();
  fake.settle();
  assert.equal(socket.ending, "abort");
  assert.deepEqual(factory.events, ["start", "connecting", "failed", "stop"]);
  nothingLeft();
});

test("R12: a reactor that stops ends the attempt, and one that always connects again, in peace", () => {
  const { fake, factory, connect, reactor, nothingLeft } = world();
  factory.on.failed = factory.on.lost = () => factory.connector!.connect();
  reactor.run();
  connect();
  fake.settle();
  const logged = capturedLogs(() => {
    reactor.stop();
    fake.pass(100);
  });
  assert.equal(reactor.running, false);
  assert.equal(fake.connects.length, 1, "it did not begin again");
  assert.deepEqual(factory.events, ["start", "connecting", "failed", "stop"]);
  assert.ok(logged.every(({ log_failure }) => log_failure === undefined));
  nothingLeft();
});

/** Things that race; whichever comes first, the attempt has one outcome and leaves nothing. */
const RACERS = [
  "succeed",
  "fail",
  "timeout",
  "stopConnecting",
  "disconnect",
  "reactor stops",
] as const;

test("R14, X18: in every order of what can end an attempt: exactly one outcome, nothing left", () => {
  const order = fc.shuffledSubarray([...RACERS, "loop", "loop"] as const, { minLength: 1 });
  fc.assert(
    fc.property(order, fc.boolean(), (racers, loops) => {
      const { fake, factory, connect, reactor } = world({ seconds: 5 });
      reactor.run();
      const connector = connect();
      const attempt = fake.connects[0]!;
      let socket: ReturnType<typeof fake.connected> | null = null;
      for (const racer of racers) {
        if (racer === "succeed" && !attempt.deferred.called) socket = fake.connected();
        else if (racer === "fail" && !attempt.deferred.called) attempt.deferred.errback(REFUSED);
        else if (racer === "timeout") fake.pass(6);
        else if (racer === "disconnect") connector.disconnect();
        else if (racer === "stopConnecting" && connector.state === "connecting")
          connector.stopConnecting();
        else if (racer === "reactor stops") reactor.stop();
        if (loops || racer === "loop") fake.settle();
      }
      fake.pass(6);
      connector.disconnect();
      fake.settle();
      if (socket !== null) {
        assert.notEqual(socket.ending, null, "the socket is closed");
        socket.sink?.closed();
      } else if (!attempt.deferred.called) assert.fail("the attempt was left open");
      const outcomes = factory.events.filter((event) => event === "failed" || event === "lost");
      assert.equal(outcomes.length, 1);
      assert.deepEqual(factory.events.at(-1), "stop");
      assert.equal(factory.events.filter((event) => event === "stop").length, 1);
      assert.equal(connector.state, "disconnected");
      if (reactor.running) reactor.stop();
      fake.pass(100);
      assert.deepEqual(reactor.getDelayedCalls(), []);
      assert.equal(fake.alarms.size, 0);
      assert.equal(fake.holds, 0);
    }),
    { numRuns: 1000 },
  );
});
