import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReactorDescription } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import {
  ClientFactory,
  DatagramProtocol,
  Factory,
  ProcessProtocol,
  Protocol,
} from "../protocols/index.ts";
import { trackResources } from "../resources/index.ts";
import { Reactor, reactorOn } from "./reactor.ts";

test("a reactor that has done nothing yet has nothing, and says what it is", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const described = reactor.describe();
  const { platform, host, state, upSeconds, turns, threads } = described;
  assert.deepEqual(
    [platform, host, state, upSeconds, turns, threads],
    ["memory", "a", "new", null, null, null],
  );
  assert.ok(Object.values(described.counts).every((count) => count === 0));
  assert.throws(() => reactor.describe({ most: Number.NaN }), RangeError);
});

test("its state, and since when it runs, to the end", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const seen = (): unknown[] => {
    const { state, upSeconds } = reactor.describe();
    return [state, upSeconds];
  };
  network.advance(3);
  reactor.run();
  network.advance(5);
  assert.deepEqual(seen(), ["running", 5]);
  reactor.stop();
  assert.deepEqual(seen(), ["stopping", 5]);
  network.advance(1);
  assert.deepEqual(seen(), ["stopped", 6]);
});

test("delayed calls, the first to be made first, with the line that made them where that is tracked", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  using tracked = trackResources();
  reactor.callLater(9, function later() {});
  reactor.callLater(3, function sooner() {});
  reactor.callLater(5, () => {}).cancel();
  network.advance(1);
  const { delayedCalls, counts } = reactor.describe();
  assert.deepEqual(
    delayedCalls.map(({ what, seconds }) => [what, seconds]),
    [
      ["sooner", 2],
      ["later", 8],
    ],
  );
  assert.equal(counts.delayedCalls, 2);
  assert.match(delayedCalls[0]?.place ?? "", /inspection\.test\.js:\d+:\d+$/);
  assert.deepEqual(
    reactor.describe({ most: 1 }).delayedCalls.map(({ what }) => what),
    ["sooner"],
  );
  tracked.stop();
  assert.equal(reactor.describe().delayedCalls[0]?.place, null);
});

test("UDP ports count what came and what was sent", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  class Answering extends DatagramProtocol {
    override datagramReceived(data: Uint8Array, from: { host: string; port: number }): void {
      if (from.port !== 53) this.transport.write(data.subarray(1), from);
    }
  }
  reactor.listenUDP(53, new Answering());
  reactor.listenUDP(1000, new DatagramProtocol()).addCallback((port) => {
    port.write(new Uint8Array(10), { host: "a", port: 53 });
  });
  network.advance(2);
  const [server, client] = reactor.describe().udpPorts;
  const { id: _, ageSeconds, address, ...others } = server!;
  assert.deepEqual(others, {
    place: null,
    protocol: "Answering",
    figures: null,
    state: "open",
    datagramsIn: 1,
    datagramsOut: 1,
    bytesIn: 10,
    bytesOut: 9,
  });
  assert.match(address, /:53$/);
  assert.ok(ageSeconds <= 2);
  assert.deepEqual([client?.datagramsOut, client?.datagramsIn], [1, 1]);
});

test("names that are being looked up, by the platform and by a resolver that was plugged in", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const names = (): string[] => reactor.describe().lookups.map(({ name }) => name);
  network.nameService({ fault: "silent" });
  const own = reactor.resolve("far.example", { seconds: 10 });
  own.addErrback(() => {});
  network.advance(1);
  assert.deepEqual(names(), ["far.example"]);
  assert.equal(reactor.describe().lookups[0]?.ageSeconds, 1);
  network.advance(10);
  assert.deepEqual(names(), []);
  reactor.installNameResolver({
    resolveHostName: (receiver, name) => {
      const resolution = { name, cancel() {} };
      receiver.resolutionBegan(resolution);
      return resolution;
    },
  });
  const other = reactor.resolve("near.example");
  other.addErrback(() => {});
  assert.deepEqual(names(), ["near.example"]);
  other.cancel();
  assert.deepEqual(names(), []);
});

test("children, by name and pid, and never their arguments", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  network.executable("/bin/wait", function* (child) {
    yield* child.wait(10);
    return 0;
  });
  reactor.spawnProcess(new ProcessProtocol(), "/bin/wait", ["wait", "--password=secret"]);
  network.advance(4);
  const [child] = reactor.describe().processes;
  assert.deepEqual([child?.name, child?.state], ["wait", "running"]);
  assert.ok((child?.ageSeconds ?? 0) > 3 && (child?.pid ?? 0) > 0);
  assert.ok(!JSON.stringify(reactor.describe()).includes("secret"));
  network.advance(10);
  assert.deepEqual(reactor.describe().processes, []);
});

test("turns are measured while somebody wants to know, by however many", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const ends = [reactor.measureTurns(), reactor.measureTurns()];
  reactor.callLater(1, () => {});
  network.advance(2);
  const { count, busySeconds, measuredSeconds } = reactor.describe().turns!;
  assert.ok(count >= 1);
  assert.deepEqual([busySeconds, measuredSeconds], [0, 2]);
  ends[0]!();
  ends[0]!();
  assert.notEqual(reactor.describe().turns, null);
  ends[1]!();
  assert.equal(reactor.describe().turns, null);
});

test("all of it is JSON, and the same seed tells the same", () => {
  const tell = (): ReactorDescription[] => {
    const network = new MemoryNetwork({ seed: 7 });
    const [a, b] = [reactorOn(network.host("a")), reactorOn(network.host("b"))];
    network.link("a", "b", { latency: 0.01, jitter: 0.005 });
    a.listenTCP(7, Factory.forProtocol(Protocol));
    a.listenUNIX("/run/x.sock", Factory.forProtocol(Protocol));
    network.advance(1);
    b.connectTCP("a", 7, ClientFactory.forProtocol(Protocol));
    a.connectUNIX("/run/x.sock", ClientFactory.forProtocol(Protocol));
    network.advance(1);
    return [a.describe(), b.describe()];
  };
  const [first, again] = [tell(), tell()];
  assert.deepEqual(first, again);
  assert.deepEqual(JSON.parse(JSON.stringify(first)), first);
  assert.deepEqual(first[0]?.connections.map(({ kind }) => kind).sort(), ["TCP", "UNIX", "UNIX"]);
});

test("to describe it changes nothing: what comes after is what would have come", () => {
  const run = (looking: boolean): string[] => {
    const network = new MemoryNetwork({ seed: 3 });
    const heard: string[] = [];
    const [a, b] = [new Reactor(network.host("a")), new Reactor(network.host("b"))];
    class Noting extends Protocol {
      override dataReceived(data: Uint8Array): void {
        heard.push(`${b.seconds()} ${data.length}`);
      }
    }
    class Talking extends Protocol {
      override connectionMade(): void {
        for (let n = 0; n < 5; n++)
          a.callLater(n / 10, () => this.transport.write(new Uint8Array(n + 1)));
      }
    }
    network.link("a", "b", { latency: 0.05, jitter: 0.04, loss: 0.1 });
    a.listenTCP(7, Factory.forProtocol(Talking));
    network.advance(1);
    b.connectTCP("a", 7, ClientFactory.forProtocol(Noting));
    for (let n = 0; n < 100; n++) {
      network.advance(0.05);
      if (looking) assert.ok([a, b].every((reactor) => reactor.describe().platform === "memory"));
    }
    return heard;
  };
  assert.ok(run(false).length > 0);
  assert.deepEqual(run(true), run(false));
});

/** Many connections and delayed calls, between two hosts that lose what they send. */
function busyWorld(seed: number) {
  const network = new MemoryNetwork({ seed, latency: 0.01, jitter: 0.01, loss: 0.02 });
  const [a, b] = [reactorOn(network.host("a")), reactorOn(network.host("b"))];
  class Talking extends Protocol {
    override connectionMade(): void {
      a.describe();
      this.transport.write(new Uint8Array(5000));
    }
    override connectionLost(): void {
      a.describe();
      b.describe();
    }
  }
  const made: Protocol[] = [];
  const factory = new Factory();
  factory.buildProtocol = () => {
    const protocol = new Talking();
    made.push(protocol);
    a.describe();
    return protocol;
  };
  a.listenTCP(7, factory);
  const clients = new ClientFactory();
  clients.protocol = Talking;
  for (let n = 0; n < 60; n++) b.connectTCP("a", 7, clients);
  const calls = Array.from({ length: 60 }, (_, n) => a.callLater(100 + n, () => {}));
  network.advance(2);
  return { network, a, b, made, calls };
}

test("on a simulated network each run is described in the same way", () => {
  const run = (): string => {
    const { network, a, b } = busyWorld(4);
    network.advance(0.1);
    return JSON.stringify([a.describe({ by: "bytesIn" }), b.describe({ most: 30 })]);
  };
  assert.equal(run(), run());
});

test("in steps: the same, without what ends between them", () => {
  const { network, a, made, calls } = busyWorld(5);
  const whole = a.describe();
  const steps = a.describeInSteps();
  const ended = { connections: 0, calls: 0 };
  let step = steps.next();
  for (let count = 0; !step.done; count++) {
    // In the second step calls are chosen.
    if (count === 1) {
      for (const protocol of made.slice(40)) protocol.transport.abortConnection();
      for (const call of calls.slice(40)) call.cancel();
      Object.assign(ended, { connections: made.length - 40, calls: 20 });
      network.advance(0.001);
    }
    step = steps.next();
  }
  assert.deepEqual(step.value.counts, whole.counts);
  assert.ok(ended.connections > 10);
  assert.deepEqual(
    [step.value.connections.length, step.value.delayedCalls.length],
    [whole.connections.length - ended.connections, whole.delayedCalls.length - ended.calls],
  );
  const ids = (described: ReactorDescription): number[] =>
    described.connections.map(({ id }) => id);
  assert.deepEqual(ids(step.value), ids(whole).slice(0, 40));
});

test("a function of any name, and a reactor that is stopping or has stopped, can be described", () => {
  const { network, a } = busyWorld(6);
  const named = (descriptor: PropertyDescriptor): (() => void) =>
    Object.defineProperty(() => {}, "name", { configurable: true, ...descriptor });
  a.callLater(1, named({ value: "x".repeat(1e6) }));
  a.callLater(1.1, named({ value: { toString: 1 } }));
  a.callLater(
    1.2,
    named({
      get() {
        throw new Error("no name");
      },
    }),
  );
  const throws = "a function that throws";
  assert.deepEqual(
    a.describe({ most: 3 }).delayedCalls.map(({ what }) => what),
    ["x".repeat(200), throws, throws],
  );
  const states: string[] = [];
  for (const phase of ["before", "during", "after"] as const)
    a.addSystemEventTrigger(phase, "shutdown", () => void states.push(a.describe().state));
  a.run();
  network.advance(1);
  const steps = a.describeInSteps();
  steps.next();
  a.stop();
  network.advance(1);
  assert.deepEqual(states, ["stopping", "stopping", "stopping"]);
  const last = [...steps, a.describe()];
  assert.equal(a.describe().state, "stopped");
  assert.deepEqual(a.describe().connections, []);
  assert.ok(last.length > 0);
});
