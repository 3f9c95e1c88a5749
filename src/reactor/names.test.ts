import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { Deferred, succeed } from "../deferred/index.ts";
import { IHostnameResolver, IReactorPluggableResolver } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { FakePlatform, RecordingFactory } from "./fake-platform.test-fixture.ts";
import { Reactor, reactorOn } from "./reactor.ts";

function world() {
  const network = new MemoryNetwork();
  network.host("server");
  const reactor = reactorOn(network.host("client"));
  /** How a Deferred has ended, if it has. */
  const outcome = (deferred: Deferred<string>) => {
    const seen: { is: string | Error | null } = { is: null };
    deferred.addCallbacks(
      (value) => {
        seen.is = value;
      },
      (failure) => {
        seen.is = failure.value;
      },
    );
    return seen;
  };
  return { network, reactor, outcome };
}

test("the reactor is what it says it is, and so is its resolver", () => {
  const { reactor } = world();
  verifyObject(IReactorPluggableResolver, reactor);
  verifyObject(IHostnameResolver, reactor.nameResolver);
  assert.equal(reactor.nameResolver, reactor.nameResolver);
});

test("R16: resolve of an address, of none, and of a name", () => {
  const { reactor, network, outcome } = world();
  network.nameService({ fault: "failing" });
  assert.equal(outcome(reactor.resolve("")).is, "0.0.0.0");
  assert.equal(outcome(reactor.resolve("127.0.0.1")).is, "127.0.0.1");
  assert.equal(outcome(reactor.resolve("fe80::1%eth0")).is, "fe80::1%eth0");
  assert.match(String(outcome(reactor.resolve("server")).is), /DNSLookupError: .*EAI_AGAIN/);
  network.nameService({ fault: null });
  assert.equal(outcome(reactor.resolve("server")).is, "server");
});

test("R16: resolve waits for 60 seconds, or as long as it is told, and leaves nothing", () => {
  const { reactor, network, outcome } = world();
  network.nameService({ fault: "silent" });
  for (const seconds of [undefined, 0, 5]) {
    const seen = outcome(reactor.resolve("server", seconds === undefined ? {} : { seconds }));
    if (seconds !== 0) network.advance((seconds ?? 60) - 0.01);
    assert.equal(seen.is, null);
    network.advance(0.01);
    assert.match(String(seen.is), /DNSLookupError: no address of "server": no answer in \d+ s/);
    assert.deepEqual(reactor.getDelayedCalls(), []);
  }
  for (const seconds of [-1, Number.NaN])
    assert.throws(() => reactor.resolve("server", { seconds }), RangeError);
  assert.deepEqual(reactor.getDelayedCalls(), []);
});

test("R16: an answer that comes in time takes the time limit away", () => {
  const { reactor, network, outcome } = world();
  network.nameService({ latency: 1 });
  const seen = outcome(reactor.resolve("server"));
  assert.equal(reactor.getDelayedCalls().length, 1);
  network.advance(1);
  assert.equal(seen.is, "server");
  assert.deepEqual(reactor.getDelayedCalls(), []);
});

test("R12: a reactor that stops ends what is being resolved, and resolves no more", () => {
  const { reactor, network, outcome } = world();
  network.nameService({ fault: "silent" });
  reactor.run();
  const seen = outcome(reactor.resolve("server"));
  const told: string[] = [];
  reactor.nameResolver.resolveHostName(
    {
      resolutionBegan: () => void told.push("began"),
      addressResolved: () => void told.push("address"),
      resolutionComplete: () => void told.push("complete"),
    },
    "server",
  );
  reactor.stop();
  network.advance(1);
  assert.match(String(seen.is), /DNSLookupError: no address of "server": the reactor stops/);
  assert.deepEqual(told, ["began", "complete"]);
  assert.throws(() => reactor.resolve("server"), { name: "ReactorNotRestartable" });
  assert.equal(network.nextAt(), Number.POSITIVE_INFINITY);
});

test("resolvers are given back as what they were", () => {
  const { reactor, outcome } = world();
  const own = reactor.nameResolver;
  const simple = { getHostByName: () => succeed("10.0.0.1") };
  const before = reactor.installResolver(simple);
  assert.equal(outcome(before.getHostByName("server")).is, "server");
  const wrapped = reactor.installNameResolver(own);
  assert.equal(outcome(reactor.resolve("server")).is, "server");
  reactor.installNameResolver(wrapped);
  assert.equal(outcome(reactor.resolve("server")).is, "10.0.0.1");
  assert.equal(reactor.installResolver(before), simple);
  assert.equal(outcome(reactor.resolve("server")).is, "server");
});

test("the wait for a simple resolver that is given up is cancelled", () => {
  const { reactor, network } = world();
  let cancelled = 0;
  reactor.installResolver({
    getHostByName: () =>
      new Deferred<string>(() => {
        cancelled += 1;
      }),
  });
  const factory = new RecordingFactory();
  reactor.connectTCP("server", 80, factory).disconnect();
  network.advance(1);
  assert.equal(cancelled, 1);
  assert.deepEqual(factory.events, ["start", "connecting", "failed", "stop"]);
});

test("a platform without names: a name is the platform's business, unless a resolver is plugged in", () => {
  const fake = new FakePlatform();
  const reactor = new Reactor(fake.platform);
  reactor.installNameResolver(reactor.nameResolver);
  reactor.connectTCP("db", 80, new RecordingFactory());
  assert.equal(fake.connects.length, 1);
  const asked: string[] = [];
  reactor.installResolver({
    getHostByName: (name) => {
      asked.push(name);
      return succeed("10.0.0.1");
    },
  });
  reactor.connectTCP("db", 80, new RecordingFactory());
  assert.deepEqual([asked, fake.connects.length], [["db"], 2]);
  reactor.connectTCP("10.0.0.2", 80, new RecordingFactory());
  assert.deepEqual([asked, fake.connects.length], [["db"], 3]);
});
