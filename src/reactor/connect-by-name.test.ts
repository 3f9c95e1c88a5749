import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Deferred } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import { IPv4Address, type IResolutionReceiver } from "../net/index.ts";
import { PlatformError, type Socket } from "../platform/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Clock } from "../time/index.ts";
import { ConnectByName } from "./connect-by-name.ts";
import { RecordingFactory } from "./fake-platform.test-fixture.ts";
import { FakeSocket } from "./fake-socket.test-fixture.ts";
import { Names } from "./names.ts";
import { reactorOn } from "./reactor.ts";
import { Turn } from "./turn.ts";

/** An attempt whose resolver and sockets do what the test says. */
function world(seconds = 30) {
  const clock = new Clock();
  const soon = (run: () => void): void => void clock.callLater(0, run);
  const context = { turn: new Turn(soon), log: new Logger({ namespace: "test" }), soon };
  const names = new Names(context, new MemoryNetwork().host("a"), clock);
  let receiver!: IResolutionReceiver;
  let lookupsCancelled = 0;
  names.install({
    resolveHostName: (theirs, name) => {
      receiver = theirs;
      return { name, cancel: () => (lookupsCancelled += 1) };
    },
  });
  const opened: { host: string; attempt: Deferred<Socket>; cancelled: number }[] = [];
  const connecting = new ConnectByName(names, {
    to: { host: "name", port: 80 },
    options: { portNumber: 80 },
    seconds,
    open: ({ host }) => {
      const attempt = new Deferred<Socket>(() => {
        entry.cancelled += 1;
      });
      const entry = { host, attempt, cancelled: 0 };
      opened.push(entry);
      return attempt;
    },
  });
  const outcomes: string[] = [];
  connecting.begin().addCallbacks(
    (socket) => void outcomes.push(`connected ${(socket as FakeSocket & { name: string }).name}`),
    (failure) => void outcomes.push(failure.value.name),
  );
  const resolve = (...hosts: number[]): void => {
    for (const host of hosts) receiver.addressResolved(new IPv4Address("TCP", `10.0.0.${host}`, 0));
  };
  const complete = (): void => receiver.resolutionComplete();
  const succeed = (index: number): void => {
    const socket = Object.assign(new FakeSocket(), { name: opened[index]!.host });
    opened[index]!.attempt.callback(socket);
  };
  const refuse = (index: number): void =>
    opened[index]!.attempt.errback(new PlatformError("ECONNREFUSED", "no"));
  const hosts = (): string[] => opened.map(({ host }) => host);
  const cancelled = (): number => lookupsCancelled;
  return {
    clock,
    connecting,
    opened,
    outcomes,
    resolve,
    complete,
    succeed,
    refuse,
    hosts,
    cancelled,
  };
}

test("the first address is tried before the others are known; the rest is given up when it answers", () => {
  const { resolve, succeed, hosts, outcomes, clock, cancelled } = world();
  resolve(1);
  assert.deepEqual(hosts(), ["10.0.0.1"]);
  resolve(2);
  succeed(0);
  assert.deepEqual(outcomes, ["connected 10.0.0.1"]);
  resolve(3);
  assert.deepEqual([hosts().length, cancelled(), clock.getDelayedCalls().length], [1, 1, 0]);
});

test("an address that refuses is followed by the next one, known already or later", () => {
  const { resolve, refuse, succeed, complete, hosts, outcomes } = world();
  resolve(1, 2);
  refuse(0);
  refuse(1);
  assert.deepEqual(outcomes, [], "the resolver may know more");
  resolve(3);
  complete();
  succeed(2);
  assert.deepEqual(hosts(), ["10.0.0.1", "10.0.0.2", "10.0.0.3"]);
  assert.deepEqual(outcomes, ["connected 10.0.0.3"]);
});

test("an address that says nothing has its share of the time, the last one all the rest", () => {
  const { resolve, complete, opened, clock, hosts } = world(30);
  resolve(1, 2, 3);
  complete();
  clock.advance(9.9);
  assert.equal(hosts().length, 1);
  clock.advance(0.1);
  assert.deepEqual([hosts().length, opened[0]!.cancelled], [2, 1]);
  clock.advance(10);
  assert.equal(hosts().length, 3);
  clock.advance(100);
  assert.deepEqual([hosts().length, opened[2]!.cancelled], [3, 0], "the limit is the connector's");
});

test("while no other address is known the first one has all the time", () => {
  const { resolve, clock, hosts } = world(30);
  resolve(1);
  clock.advance(20);
  assert.equal(hosts().length, 1);
  resolve(2);
  clock.advance(5);
  assert.equal(hosts().length, 2);
});

test("a socket that comes when its share is over is aborted", () => {
  const { resolve, complete, opened, clock, outcomes } = world(2);
  resolve(1, 2);
  complete();
  const late = Object.assign(new FakeSocket(), { name: "late" });
  clock.callLater(1, () => {});
  // A platform whose cancelled Deferred comes too late: it has fired, and its callbacks wait.
  opened[0]!.attempt.pause();
  opened[0]!.attempt.callback(late);
  clock.advance(1);
  opened[0]!.attempt.unpause();
  assert.deepEqual([late.ending, outcomes], ["abort", []]);
});

test("what it has come to so far, should its time be over", () => {
  const { connecting, resolve, refuse } = world();
  assert.equal(connecting.unfinished()?.name, "DNSLookupError");
  resolve(1);
  assert.equal(connecting.unfinished(), undefined);
  refuse(0);
  assert.equal(connecting.unfinished()?.name, "ConnectionRefusedError");
});

test("cancelled, it leaves nothing", () => {
  const { connecting, resolve, opened, clock, outcomes, cancelled } = world();
  resolve(1, 2);
  connecting.connected.cancel();
  assert.deepEqual(outcomes, ["CancelledError"]);
  assert.deepEqual([opened[0]!.cancelled, cancelled(), clock.getDelayedCalls().length], [1, 1, 0]);
});

test("in every order of what can happen: one outcome, nothing open, no address tried twice", () => {
  const step = fc.constantFrom("resolve", "complete", "succeed", "refuse", "pass", "cancel");
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const { clock, connecting, opened, outcomes, resolve, complete, succeed, refuse, hosts } =
        world(10);
      let next = 1;
      for (const what of steps) {
        const last = opened.length - 1;
        const isOpen = last >= 0 && !opened[last]!.attempt.called;
        if (what === "resolve") resolve(next++);
        else if (what === "complete") complete();
        else if (what === "succeed" && isOpen) succeed(last);
        else if (what === "refuse" && isOpen) refuse(last);
        else if (what === "pass") clock.advance(3);
        else if (what === "cancel") connecting.connected.cancel();
      }
      complete();
      // Whoever has the time limit cancels in the end.
      clock.advance(11);
      connecting.connected.cancel();
      assert.equal(outcomes.length, 1, outcomes.join());
      assert.deepEqual(clock.getDelayedCalls(), []);
      assert.ok(opened.every(({ attempt }) => attempt.called));
      assert.equal(new Set(hosts()).size, hosts().length);
    }),
    { numRuns: 2000 },
  );
});

test("a host that is dead takes half of the time, and the next one is connected to", () => {
  const network = new MemoryNetwork();
  const client = reactorOn(network.host("client"));
  reactorOn(network.host("alive")).listenTCP(80, new RecordingFactory());
  network.host("dead");
  network.crash("dead");
  network.setName("www", ["dead", "alive"]);
  const factory = new RecordingFactory();
  client.connectTCP("www", 80, factory, { seconds: 10 });
  network.advance(4.9);
  assert.deepEqual(factory.events, ["start", "connecting"]);
  network.advance(0.2);
  assert.deepEqual(factory.events, ["start", "connecting", "build", "made", "connected"]);
  assert.equal(network.connections("client"), 1);
});

test("from an address of one family, addresses of the other are not tried", () => {
  const network = new MemoryNetwork();
  const client = reactorOn(network.host("10.0.0.1"));
  reactorOn(network.host("::2")).listenTCP(80, new RecordingFactory(), { interface: "::" });
  network.setName("www", ["::2"]);
  const factory = new RecordingFactory();
  client.connectTCP("www", 80, factory, { bindAddress: { host: "10.0.0.1" } });
  network.advance(1);
  assert.deepEqual(factory.events, ["start", "connecting", "failed", "stop"]);
  assert.equal(factory.reasons[0]!.name, "DNSLookupError");
});

test("R12: a reactor that stops gives up what is being looked up", () => {
  const network = new MemoryNetwork();
  const client = reactorOn(network.host("client"));
  network.nameService({ fault: "silent" });
  const factory = new RecordingFactory();
  client.run();
  client.connectTCP("www", 80, factory);
  network.advance(1);
  client.stop();
  network.advance(1);
  assert.deepEqual(factory.events, ["start", "connecting", "failed", "stop"]);
  assert.equal(factory.reasons[0]!.name, "UserError");
  assert.equal(network.nextAt(), Number.POSITIVE_INFINITY);
});
