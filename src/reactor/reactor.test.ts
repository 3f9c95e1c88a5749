import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { Deferred, flushUnhandledFailures } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import {
  InvalidPortError,
  IReactorCore,
  IReactorRandom,
  IReactorTCP,
  IReactorTime,
  ReactorAlreadyRunning,
  ReactorNotRestartable,
  ReactorNotRunning,
} from "../net/index.ts";
import { boom, errorsOf, RecordingFactory, world } from "./fake-platform.test-fixture.ts";
import { FakeSocket } from "./fake-socket.test-fixture.ts";
import { Reactor, reactorOn } from "./reactor.ts";

test("a platform with TCP gives a reactor with TCP, one without does not", () => {
  const { fake, reactor } = world();
  for (const face of [IReactorCore, IReactorTime, IReactorRandom, IReactorTCP])
    verifyObject<object>(face, reactor);
  const { tcp: _, ...platform } = fake.platform;
  const without = reactorOn(platform);
  assert.equal(IReactorTCP.providedBy(without), false);
  assert.equal(IReactorTime.providedBy(without), true);
  assert.throws(
    () => (without as unknown as IReactorTCP).listenTCP(0, new RecordingFactory()),
    /the platform fake has no tcp/,
  );
  assert.equal(reactor.random(), 0.5);
});

test("a port that is none is refused at once", () => {
  const { reactor } = world();
  for (const port of [-1, 65_536, 1.5, Number.NaN, "80" as never]) {
    assert.throws(() => reactor.listenTCP(port, new RecordingFactory()), InvalidPortError);
    assert.throws(() => reactor.connectTCP("a", port, new RecordingFactory()), InvalidPortError);
  }
});

// Starting and stopping.

test("R7, R8: run, stop: startup, shutdown, in their phases; everything is closed in during", () => {
  const { fake, reactor, calls, note } = world();
  const factory = new RecordingFactory();
  factory.on["protocol lost"] = note("lost");
  for (const event of ["startup", "shutdown"])
    for (const phase of ["before", "during", "after"] as const)
      reactor.addSystemEventTrigger(phase, event, note(`${phase} ${event}`));
  const stopped = reactor.run();
  assert.deepEqual(calls.splice(0), ["before startup", "during startup", "after startup"]);
  assert.equal(fake.holds, 1);
  reactor.listenTCP(80, factory);
  fake.listening();
  fake.listens[0]!.accept!(new FakeSocket());
  reactor.stop();
  assert.deepEqual(calls, [], "R9: not inside stop()");
  assert.equal(stopped.called, false);
  fake.settle();
  assert.deepEqual(calls, ["before shutdown", "lost", "during shutdown", "after shutdown"]);
  assert.equal(stopped.called, true);
  assert.equal(reactor.running, false);
  assert.deepEqual([fake.holds, fake.signalled, fake.alarms.size], [0, null, 0]);
});

test("R7: shutdown waits for what before returns, and connections work until then", () => {
  const { fake, reactor, calls, note } = world();
  const factory = new RecordingFactory();
  const goodbye = new Deferred<void>();
  factory.on.data = () => {
    goodbye.callback(undefined);
    note("still inside dataReceived")();
  };
  factory.on["protocol lost"] = note("lost");
  const stopped = reactor.run();
  reactor.connectTCP("db", 1, factory);
  const socket = fake.connected();
  fake.settle();
  reactor.addSystemEventTrigger("before", "shutdown", () => goodbye);
  reactor.stop();
  fake.pass(1);
  assert.equal(stopped.called, false);
  socket.data("bye");
  assert.deepEqual(calls, ["still inside dataReceived"], "X8: it is not ended from inside itself");
  fake.settle();
  assert.deepEqual(calls, ["still inside dataReceived", "lost"]);
  assert.equal(stopped.called, true);
});

test("R7: a trigger that throws, or fails, is logged once and stops nothing", () => {
  const { fake, reactor, calls, note } = world();
  const stopped = reactor.run();
  reactor.addSystemEventTrigger("before", "shutdown", boom);
  reactor.addSystemEventTrigger("after", "shutdown", boom);
  reactor.addSystemEventTrigger("after", "shutdown", note("after"));
  const logged = capturedLogs(() => {
    reactor.stop();
    fake.settle();
  });
  assert.equal(errorsOf(logged).length, 2);
  assert.deepEqual(calls, ["after"]);
  assert.equal(stopped.called, true);
});

test("R9: stop when it does not run, or twice, is refused", () => {
  const { fake, reactor } = world();
  assert.throws(() => reactor.stop(), ReactorNotRunning);
  assert.throws(() => reactor.crash(), ReactorNotRunning);
  reactor.run();
  reactor.stop();
  assert.throws(() => reactor.stop(), ReactorNotRunning);
  fake.settle();
  assert.throws(() => reactor.stop(), ReactorNotRunning);
});

test("R10: callWhenRunning: at once while it runs, else at startup, in order", () => {
  const { fake, reactor, calls, note } = world();
  reactor.callWhenRunning(note("first"));
  const handle = reactor.callWhenRunning(note("removed"));
  reactor.callWhenRunning(boom);
  reactor.callWhenRunning(note("second"));
  reactor.removeSystemEventTrigger(handle!);
  const logged = capturedLogs(() => {
    reactor.run();
    assert.deepEqual(calls, ["first", "second"]);
    assert.equal(reactor.callWhenRunning(note("third")), null);
    assert.equal(reactor.callWhenRunning(boom), null);
  });
  assert.deepEqual(calls, ["first", "second", "third"]);
  assert.equal(errorsOf(logged).length, 2);
  reactor.stop();
  fake.settle();
});

test("R10: an async callWhenRunning that rejects is logged", async () => {
  const { reactor } = world();
  reactor.run();
  const logged = await capturedLogs(async () => {
    reactor.callWhenRunning(async () => boom());
    await new Promise(setImmediate);
  });
  assert.equal(errorsOf(logged).length, 1);
});

test("R11: run twice is refused, and so is everything new once it has stopped", () => {
  const { fake, reactor } = world();
  reactor.run();
  assert.throws(() => reactor.run(), ReactorAlreadyRunning);
  reactor.stop();
  assert.throws(() => reactor.run(), ReactorAlreadyRunning);
  fake.settle();
  const factory = new RecordingFactory();
  assert.throws(() => reactor.run(), ReactorNotRestartable);
  assert.throws(() => reactor.listenTCP(80, factory), ReactorNotRestartable);
  assert.throws(() => reactor.connectTCP("a", 80, factory), ReactorNotRestartable);
  assert.deepEqual(factory.events, []);
});

test("stop() at startup, in run() itself", () => {
  const { fake, reactor } = world();
  reactor.callWhenRunning(() => reactor.stop());
  const stopped = reactor.run();
  assert.equal(stopped.called, false);
  fake.settle();
  assert.equal(stopped.called, true);
});

test("crash: no shutdown event, but nothing is left, and no protocol is ended inside itself", () => {
  const { fake, reactor, calls, note } = world();
  const factory = new RecordingFactory();
  factory.on.data = () => {
    reactor.crash();
    note("returned")();
  };
  factory.on["protocol lost"] = note("lost");
  reactor.addSystemEventTrigger("before", "shutdown", note("shutdown"));
  const stopped = reactor.run();
  reactor.connectTCP("db", 1, factory);
  const socket = fake.connected();
  fake.settle();
  reactor.callLater(1, note("too late"));
  socket.data("x");
  assert.equal(reactor.running, false);
  assert.throws(() => reactor.listenTCP(1, factory), ReactorNotRestartable);
  fake.pass(5);
  assert.deepEqual(calls, ["returned", "lost"]);
  assert.equal(stopped.called, true);
  assert.deepEqual([fake.holds, fake.alarms.size], [0, 0]);
});

test("crash after stop in one turn: the shutdown event does not come", () => {
  const { fake, reactor, calls, note } = world();
  reactor.addSystemEventTrigger("before", "shutdown", note("shutdown"));
  const stopped = reactor.run();
  reactor.stop();
  reactor.crash();
  fake.settle();
  assert.deepEqual(calls, []);
  assert.equal(stopped.called, true);
});

test("crash in a delayed call: those due in the same turn are not made", () => {
  const { fake, reactor, calls, note } = world();
  reactor.run();
  reactor.callLater(1, () => reactor.crash());
  reactor.callLater(1, note("second"));
  fake.pass(1);
  assert.deepEqual(calls, []);
});

test("R13: a signal stops it; a second one no longer waits", () => {
  const { fake, reactor } = world();
  reactor.addSystemEventTrigger("before", "shutdown", () => new Deferred<void>());
  const stopped = reactor.run();
  const logged = capturedLogs(() => {
    fake.signalled!("SIGTERM");
    fake.pass(100);
    assert.equal(reactor.running, true);
    fake.signalled!("SIGINT");
    fake.settle();
  });
  assert.equal(stopped.called, true);
  assert.equal(fake.signalled, null);
  assert.deepEqual(
    logged.map((event) => event.signal),
    ["SIGTERM", "SIGINT"],
  );
});

test("run({ signal }): an abort stops it in order; what run gave fires when it has stopped", () => {
  const { fake, reactor, calls, note } = world();
  const abort = new AbortController();
  const goodbye = new Deferred<void>();
  reactor.addSystemEventTrigger("before", "shutdown", () => goodbye);
  const stopped = reactor.run({ signal: abort.signal });
  stopped.addBoth((result) => note(`stopped ${result}`)());
  abort.abort();
  fake.pass(1);
  assert.deepEqual(calls, []);
  goodbye.callback(undefined);
  fake.settle();
  assert.deepEqual(calls, ["stopped undefined"]);
});

test("run({ signal }): one that is aborted already stops it after startup; none is listened to later", () => {
  const { fake, reactor, calls, note } = world();
  reactor.callWhenRunning(note("started"));
  const aborted = reactor.run({ signal: AbortSignal.abort() });
  fake.settle();
  assert.deepEqual(calls, ["started"]);
  assert.equal(aborted.called, true);

  const other = world();
  const abort = new AbortController();
  other.reactor.run({ signal: abort.signal });
  other.reactor.stop();
  other.fake.settle();
  abort.abort();
  other.fake.settle();
});

test("cancelling what run() gave stops the reactor", async () => {
  const { fake, reactor } = world();
  const stopped = reactor.run();
  stopped.cancel();
  fake.settle();
  assert.equal(reactor.running, false);
  await assert.rejects(stopped, /cancelled/);
  assert.equal(flushUnhandledFailures().length, 0);
});

for (const hook of ["build", "made", "connected", "data", "protocol lost", "lost", "connecting"]) {
  test(`stop() in ${hook}: connections end once, and nothing is left`, () => {
    const { fake, reactor } = world();
    const factory = new RecordingFactory();
    factory.on[hook] = () => reactor.running && reactor.stop();
    const stopped = reactor.run();
    const logged = capturedLogs(() => {
      reactor.connectTCP("db", 1, factory);
      const socket = fake.connected();
      fake.settle();
      if (socket.ending === null && socket.sink !== null) {
        socket.data("x");
        fake.settle();
        if (socket.ending === null) socket.closed();
      }
      fake.pass(100);
    });
    assert.equal(stopped.called, true);
    const ends = factory.events.filter((event) => event === "lost" || event === "failed");
    assert.equal(ends.length, 1);
    assert.equal(factory.events.at(-1), "stop");
    assert.deepEqual(errorsOf(logged), []);
    assert.deepEqual([fake.holds, fake.alarms.size], [0, 0]);
  });
}

test("nothing of a connection is kept once it has ended", async () => {
  const { setFlagsFromString } = await import("node:v8");
  const { runInNewContext } = await import("node:vm");
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  const { fake, reactor } = world();
  const refs: WeakRef<object>[] = [];
  (() => {
    const factory = new RecordingFactory();
    factory.build = () => ({
      makeConnection(transport) {
        refs.push(new WeakRef(this), new WeakRef(transport));
        transport.write(Uint8Array.of(1));
      },
      connectionMade() {},
      dataReceived() {},
      connectionLost() {},
    });
    reactor.connectTCP("db", 1, factory);
    const socket = fake.connected();
    fake.settle();
    socket.sink!.ended();
    socket.closed();
    fake.connects.length = 0;
  })();
  fake.pass(0);
  await new Promise(setImmediate);
  gc();
  assert.equal(refs.length, 2);
  assert.deepEqual(
    refs.map((ref) => ref.deref()),
    [undefined, undefined],
  );
});

test("a platform may be an object with private state", () => {
  class Private {
    readonly name = "private";
    #seconds = 5;
    now(): number {
      return this.#seconds;
    }
    wallClock(): number {
      return this.#seconds;
    }
    alarm(): () => void {
      this.#seconds += 1;
      return () => {};
    }
    soon(run: () => void): void {
      this.#seconds += 1;
      run();
    }
    random(): number {
      return this.#seconds / 10;
    }
  }
  const reactor = new Reactor(new Private());
  assert.deepEqual([reactor.seconds(), reactor.random()], [5, 0.5]);
  reactor.callLater(1, () => {});
  assert.equal(reactor.seconds(), 6);
  reactor.run();
  reactor.stop();
  assert.equal(reactor.running, false);
});
