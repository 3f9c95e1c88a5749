import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import {
  IReactorCore,
  IReactorRandom,
  IReactorTCP,
  IReactorTime,
  ReactorAlreadyRunning,
  ReactorNotRestartable,
  ReactorNotRunning,
} from "../net/index.ts";
import type { Platform, SignalName } from "../platform/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { factoryFrom, Protocol } from "../protocols/index.ts";
import { Reactor, reactorOn } from "./reactor.ts";

function world() {
  const network = new MemoryNetwork();
  const reactor = new Reactor(network.host("a"));
  return { network, reactor };
}

const boom = (): never => {
  throw new RangeError("from user code");
};

test("R1: a call that a call sets is for the next turn, even with no delay", () => {
  const { network, reactor } = world();
  const seen: string[] = [];
  reactor.callLater(0, () => {
    reactor.callLater(0, () => seen.push("nested"));
    reactor.callLater(0, () => seen.push("nested too"));
    seen.push("first");
  });
  reactor.callLater(0, () => seen.push("second"));
  assert.deepEqual(seen, []);
  network.advance(0);
  assert.deepEqual(seen, ["first", "second", "nested", "nested too"]);
});

test("R5: an exception in a delayed call is logged once, and the others are made", () => {
  const { network, reactor } = world();
  const seen: string[] = [];
  reactor.callLater(1, boom);
  reactor.callLater(1, () => seen.push("next"));
  const events = capturedLogs(() => network.advance(2));
  assert.deepEqual([events.length, seen], [1, ["next"]]);
});

test("R6: delays past the host's limit, and years, come when they are due", () => {
  const { network, reactor } = world();
  let calls = 0;
  const day = 86_400;
  reactor.callLater(60 * day, () => {
    calls += 1;
  });
  reactor.callLater(365 * day, () => {
    calls += 1;
  });
  network.advance(59 * day);
  assert.equal(calls, 0);
  network.advance(day);
  assert.equal(calls, 1);
  network.advance(305 * day);
  assert.equal(calls, 2);
});

test("calls that are moved are made when they are due then, and a cancelled one never", () => {
  const { network, reactor } = world();
  const seen: [string, number][] = [];
  const note = (name: string): number => seen.push([name, reactor.seconds()]);
  const later = reactor.callLater(1, note, "later");
  const earlier = reactor.callLater(50, note, "earlier");
  const never = reactor.callLater(2, note, "never");
  later.reset(10);
  earlier.reset(3);
  never.cancel();
  network.advance(100);
  assert.deepEqual(seen, [
    ["earlier", 3],
    ["later", 10],
  ]);
  assert.equal(network.nextAt(), Number.POSITIVE_INFINITY);
});

test("R10: callWhenRunning is at once while it runs, else at startup", () => {
  const { network, reactor } = world();
  const seen: string[] = [];
  reactor.callWhenRunning(() => seen.push("startup"));
  assert.equal(seen.length, 0);
  reactor.run();
  reactor.callWhenRunning(() => seen.push("now"));
  assert.deepEqual(seen, ["startup", "now"]);
  network.advance(1);
  assert.equal(capturedLogs(() => reactor.callWhenRunning(boom)).length, 1);
});

test("R8, R9, R12: stop waits for what is before, then loses every connection, then is over", () => {
  const { network, reactor } = world();
  const seen: string[] = [];
  const gate = new Deferred<void>();
  reactor.listenTCP(
    80,
    factoryFrom(() => {
      const protocol = new Protocol();
      protocol.connectionLost = ({ value }) => void seen.push(value.name);
      return protocol;
    }),
  );
  reactor.addSystemEventTrigger("before", "shutdown", () => gate);
  reactor.addSystemEventTrigger("after", "shutdown", () => void seen.push("after"));
  const stopped = reactor.run();
  const client = reactorOn(network.host("b"));
  client.connectTCP("a", 80, clientFactory());
  network.advance(1);
  reactor.stop();
  assert.throws(() => reactor.stop(), ReactorNotRunning);
  network.advance(1);
  assert.deepEqual([seen, reactor.running], [[], true]);
  gate.callback(undefined);
  network.advance(1);
  assert.deepEqual(seen, ["ConnectionLost", "after"]);
  assert.deepEqual([stopped.called, reactor.running], [true, false]);
});

function clientFactory() {
  return {
    buildProtocol: () => new Protocol(),
    doStart() {},
    doStop() {},
    startedConnecting() {},
    clientConnectionFailed() {},
    clientConnectionLost() {},
  };
}

test("R9, R11: run twice, stop when it does not run, and anything after the end are typed errors", () => {
  const { network, reactor } = world();
  assert.throws(() => reactor.stop(), ReactorNotRunning);
  assert.throws(() => reactor.crash(), ReactorNotRunning);
  reactor.run();
  assert.throws(() => reactor.run(), ReactorAlreadyRunning);
  reactor.stop();
  network.advance(1);
  assert.throws(() => reactor.run(), ReactorNotRestartable);
  assert.throws(() => reactor.listenTCP(80, factoryFrom(Protocol)), ReactorNotRestartable);
  assert.throws(() => reactor.connectTCP("a", 80, clientFactory()), ReactorNotRestartable);
});

test("a reactor that has stopped makes no more calls", () => {
  const { network, reactor } = world();
  let calls = 0;
  reactor.run();
  reactor.callLater(5, () => {
    calls += 1;
  });
  reactor.stop();
  network.advance(1);
  reactor.callLater(1, () => {
    calls += 1;
  });
  network.advance(100);
  assert.equal(calls, 0);
});

test("run: aborting the signal, or cancelling the Deferred, stops it", () => {
  for (const how of ["abort", "cancel"] as const) {
    const { network, reactor } = world();
    const abort = new AbortController();
    const stopped = reactor.run({ signal: abort.signal });
    stopped.addErrback(() => {});
    if (how === "abort") abort.abort();
    else stopped.cancel();
    network.advance(1);
    assert.equal(reactor.running, false);
  }
});

test("R13: a signal stops it in order; a second one forces the end", () => {
  const network = new MemoryNetwork();
  let received: ((name: SignalName) => void) | undefined;
  const held: string[] = [];
  const platform: Platform = {
    ...network.host("a"),
    hold: () => {
      held.push("hold");
      return () => held.push("release");
    },
    signals: (_names, listener) => {
      received = listener;
      return () => held.push("no more signals");
    },
  };
  const reactor = new Reactor(platform);
  reactor.addSystemEventTrigger("before", "shutdown", () => new Deferred<void>());
  const stopped = reactor.run();
  capturedLogs(() => {
    received?.("SIGINT");
    network.advance(10);
    assert.equal(stopped.called, false);
    received?.("SIGINT");
  });
  assert.equal(stopped.called, true);
  assert.deepEqual(held, ["hold", "release", "no more signals"]);
});

test("exceptions in triggers are logged, one event each, and stop nothing", () => {
  const { network, reactor } = world();
  reactor.addSystemEventTrigger("before", "shutdown", boom);
  reactor.addSystemEventTrigger("after", "shutdown", boom);
  const events = capturedLogs(() => {
    reactor.run();
    reactor.stop();
    network.advance(1);
  });
  assert.deepEqual([events.length, reactor.running], [2, false]);
});

test("capabilities are those of the platform, at run time too", () => {
  const { tcp: _tcp, ...withoutTCP } = new MemoryNetwork().host("a");
  const bare = reactorOn(withoutTCP);
  assert.equal(IReactorTCP.providedBy(bare), false);
  for (const provided of [IReactorCore, IReactorTime, IReactorRandom])
    assert.ok(provided.providedBy(bare));
  assert.ok(IReactorTCP.providedBy(world().reactor));
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
    alarm(_seconds: number, ring: () => void): () => void {
      this.#seconds += 1;
      ring();
      return () => {};
    }
    soon(run: () => void): void {
      run();
      this.#seconds += 0;
    }
    random(): number {
      return this.#seconds / 10;
    }
  }
  const reactor = new Reactor(new Private());
  assert.deepEqual([reactor.seconds(), reactor.random()], [5, 0.5]);
  const events = capturedLogs(() => void reactor.callWhenRunning(boom));
  assert.equal(events.length, 0);
});
