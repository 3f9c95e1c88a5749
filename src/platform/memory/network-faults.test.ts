/** Faults on links, as the network's methods: who reaches whom, and what undoes what. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Socket } from "../port.ts";
import { MemoryNetwork, type NetworkEvent } from "./network.ts";
import { outcome, Sink } from "./sink.test-fixture.ts";

const NAMES = ["a", "b", "c", "d"];

/** Four hosts, each of which says by UDP to each other one that it is there. */
function makeNetwork() {
  const network = new MemoryNetwork({ latency: 0.01 });
  const heard: string[] = [];
  const sockets = NAMES.map((name) => {
    const sink = {
      datagram: (data: Uint8Array) => void heard.push(`${String.fromCharCode(...data)}>${name}`),
      failed: () => {},
    };
    return outcome(network.host(name).udp.bind({ host: name, port: 9 }, { share: false }, sink));
  });
  /** Which pairs there are that a datagram gets through. */
  const reach = (): string => {
    heard.length = 0;
    sockets.forEach(({ now }, index) => {
      if (typeof now === "string") throw new Error(now);
      for (const host of NAMES)
        if (host !== NAMES[index])
          now.send(Uint8Array.of(NAMES[index]!.charCodeAt(0)), { host, port: 9 });
    });
    network.advance(1);
    return heard.sort().join(" ");
  };
  return { network, reach, heard };
}

const all = makeNetwork().reach();
const without = (...pairs: string[]): string =>
  all
    .split(" ")
    .filter((pair) => !pairs.includes(pair))
    .join(" ");

test("cut: one way; partition: both; of hosts, or of groups", () => {
  const { network, reach } = makeNetwork();
  assert.equal(all.split(" ").length, 12);
  const undoCut = network.cut("a", "b");
  assert.equal(reach(), without("a>b"));
  undoCut();
  const undo = network.partition(["a", "b"], ["c", "d"]);
  assert.equal(reach(), "a>b b>a c>d d>c");
  undo();
  assert.equal(reach(), all);
  network.cut(["a", "b"], "c");
  assert.equal(reach(), without("a>c", "b>c"));
});

test("isolate: nothing to a host, and nothing from it, but what it says to itself", () => {
  const { network, reach } = makeNetwork();
  const undo = network.isolate("a");
  assert.equal(reach(), without("a>b", "a>c", "a>d", "b>a", "c>a", "d>a"));
  undo();
  assert.equal(reach(), all);
});

test("heal undoes it all: cuts, clogs, disturbances and filters; of a host, what is of that host", () => {
  const { network, reach } = makeNetwork();
  const spoil = (): void => {
    network.cut("a", "b");
    network.clog("b", "c");
    network.disturb("c", "d", { loss: 1 });
    network.filter("d", 9);
  };
  spoil();
  assert.equal(reach(), without("a>b", "b>c", "c>b", "c>d", "a>d", "b>d"));
  network.heal("d");
  assert.equal(reach(), without("a>b", "b>c", "c>b"));
  network.heal("a", "b");
  assert.equal(reach(), without("b>c", "c>b"));
  spoil();
  network.heal();
  assert.equal(
    reach()
      .split(" ")
      .filter((pair, i, pairs) => pairs.indexOf(pair) === i)
      .join(" "),
    all,
  );
});

test("what is clogged arrives in order when it is released, at that time", () => {
  const { network, heard } = makeNetwork();
  const undo = network.clog("a", "b");
  const events: NetworkEvent[] = [];
  network.observe((event) => void events.push(event));
  const sender = outcome(
    network
      .host("a")
      .udp.bind({ host: "a", port: 0 }, { share: false }, { datagram() {}, failed() {} }),
  ).now;
  if (typeof sender === "string") throw new Error(sender);
  for (const digit of "12345") {
    sender.send(Uint8Array.of(digit.charCodeAt(0)), { host: "b", port: 9 });
    network.advance(1);
  }
  assert.deepEqual(heard, []);
  undo();
  network.advance(0);
  assert.equal(heard.join(" "), "1>b 2>b 3>b 4>b 5>b");
  assert.deepEqual(
    events.filter(({ kind }) => kind === "arrived").map(({ at }) => at),
    [5, 5, 5, 5, 5],
  );
  network.clog("a", "b");
  network.release("b", "a");
  sender.send(Uint8Array.of(54), { host: "b", port: 9 });
  network.advance(1);
  assert.equal(heard.at(-1), "6>b");
});

test("filter: a port of a host, or all; no answer, not even a reset", () => {
  const network = new MemoryNetwork();
  const [a, b] = [network.host("a"), network.host("b")];
  for (const port of [80, 81])
    b.tcp.listen({ host: "b", port }, { backlog: 5 }, (socket) => new Sink(socket));
  const attempts = (): string[] =>
    [80, 81, 82].map((port) => {
      const attempt = outcome(a.tcp.connect({ host: "b", port }, {}));
      network.advance(0.5);
      return typeof attempt.now === "string" ? attempt.now : "connected";
    });
  network.filter("b", 80);
  assert.deepEqual(attempts(), ["waiting", "connected", "failed ECONNREFUSED"]);
  network.filter("b");
  assert.deepEqual(attempts(), ["waiting", "waiting", "waiting"]);
  network.unfilter("b");
  assert.deepEqual(attempts(), ["connected", "connected", "failed ECONNREFUSED"]);
  network.filter("b");
  const own = outcome(b.tcp.connect({ host: "b", port: 80 }, {}));
  network.advance(1);
  assert.equal(typeof own.now, "object", "a host does not filter itself");
});

test("reset: every connection between two hosts, and no other one", () => {
  const network = new MemoryNetwork();
  const accepted: Sink[] = [];
  const hosts = ["a", "b", "c"].map((name) => network.host(name));
  hosts[1]!.tcp.listen({ host: "b", port: 80 }, { backlog: 5 }, (socket) =>
    accepted.push(new Sink(socket)),
  );
  const attempts = [0, 0, 2, 1].map((index) =>
    outcome(hosts[index]!.tcp.connect({ host: "b", port: 80 }, {})),
  );
  network.advance(1);
  const clients = attempts.map(({ now }) => new Sink(now as Socket));
  network.reset("b", "a");
  network.advance(1);
  const reset = ["closed ECONNRESET"];
  assert.deepEqual(
    clients.map(({ events }) => events),
    [reset, reset, [], []],
  );
  assert.deepEqual(accepted.filter(({ events }) => events.length > 0).length, 2);
});

test("links: both ways, or one; what is left out is as usual on the network", () => {
  const network = new MemoryNetwork({ latency: 0.5, jitter: 0 });
  const times: Record<string, number> = {};
  network.host("a");
  network.host("b").tcp.listen({ host: "b", port: 80 }, { backlog: 5 }, () => {});
  network.linkOneWay("b", "a", { latency: 2 });
  network.observe(({ kind, at, packet }) => {
    if (packet !== undefined) times[`${packet.flags} ${kind}`] ??= at;
  });
  network.host("a").tcp.connect({ host: "b", port: 80 }, {});
  network.advance(4);
  assert.deepEqual([times["SYN arrived"], times["SYN-ACK arrived"]], [0.5, 2.5]);
  assert.throws(() => network.link("a", "b", { loss: 7 }), RangeError);
  assert.throws(() => new MemoryNetwork({ latency: -1 }), RangeError);
});

test("what is lost, doubled or late is among the decisions, and can be had without", () => {
  const link = { loss: 0.2, duplicate: 0.2, reorder: 0.2 };
  const run = (overruled: MemoryNetwork["decisions"]) => {
    const network = new MemoryNetwork({ seed: 4, ...link, overruled });
    const b = network.host("b");
    b.udp.bind({ host: "b", port: 9 }, { share: false }, { datagram() {}, failed() {} });
    const bound = outcome(
      network
        .host("a")
        .udp.bind({ host: "a", port: 9 }, { share: false }, { datagram() {}, failed() {} }),
    ).now;
    if (typeof bound === "string") throw new Error(bound);
    for (let i = 0; i < 100; i++) bound.send(Uint8Array.of(i), { host: "b", port: 9 });
    network.advance(1);
    return network.decisions;
  };
  const decisions = run([]);
  assert.deepEqual(
    new Set(decisions.map(({ label }) => label)),
    new Set(["loss a>b", "duplicate a>b", "reorder a>b"]),
  );
  assert.deepEqual(run(decisions), []);
  assert.deepEqual(run(decisions.slice(1)), decisions.slice(0, 1));
});
