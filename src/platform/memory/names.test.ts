import assert from "node:assert/strict";
import { test } from "node:test";
import type { Deferred } from "../../deferred/index.ts";
import { MemoryNetwork, type NetworkEvent } from "./network.ts";

function world() {
  const network = new MemoryNetwork();
  const { names } = network.host("a");
  network.host("b");
  /** What a lookup has come to so far. */
  const ask = (name: string, family?: 4 | 6) => outcome(names.lookup(name, family));
  return { network, names, ask };
}

function outcome(lookup: Deferred<readonly string[]>): { is: string } {
  const seen = { is: "nothing yet" };
  lookup.addCallbacks(
    (addresses) => {
      seen.is = addresses.join();
    },
    (failure) => {
      seen.is = (failure.value as { code?: string }).code ?? failure.value.name;
    },
  );
  return seen;
}

test("every host is a name of itself, localhost is the host that asks, and others are nobody", () => {
  const { ask } = world();
  assert.equal(ask("b").is, "b");
  assert.equal(ask("localhost").is, "127.0.0.1");
  assert.equal(ask("c").is, "ENOTFOUND");
});

test("a name stands for hosts, in order; it can be given to others, and taken away", () => {
  const { network, ask } = world();
  network.setName("www", ["b", "a", "::5"]);
  assert.equal(ask("www").is, "b,a,::5");
  assert.equal(ask("www", 6).is, "::5");
  assert.equal(ask("www", 4).is, "b,a");
  network.setName("www", ["a"]);
  assert.equal(ask("www").is, "a");
  network.setName("www", []);
  assert.equal(ask("www").is, "ENOTFOUND");
  network.removeName("b");
  assert.equal(ask("b").is, "ENOTFOUND");
  for (const name of ["", "localhost", "::1"])
    assert.throws(() => network.setName(name, ["a"]), RangeError);
});

test("a slow service: the answer is that of the moment when it comes", () => {
  const { network, ask } = world();
  network.nameService({ latency: 2 });
  assert.throws(() => network.nameService({ latency: -1 }), RangeError);
  const slow = ask("www");
  assert.equal(ask("localhost").is, "127.0.0.1", "needs no service");
  network.advance(1.5);
  network.setName("www", ["b"]);
  assert.equal(slow.is, "nothing yet");
  network.advance(0.5);
  assert.equal(slow.is, "b");
});

test("a service that fails, one that is silent, and one that is well again", () => {
  const { network, ask } = world();
  network.nameService({ fault: "failing" });
  assert.equal(ask("b").is, "EAI_AGAIN");
  network.nameService({ fault: "silent", latency: 1 });
  const silent = ask("b");
  network.nameService({ fault: null });
  const well = ask("b");
  network.advance(3600);
  assert.deepEqual([silent.is, well.is], ["nothing yet", "b"]);
});

test("a lookup that is cancelled leaves nothing to come", () => {
  const { network, names } = world();
  network.nameService({ latency: 2 });
  const lookup = names.lookup("b");
  const seen = outcome(lookup);
  lookup.cancel();
  assert.equal(seen.is, "CancelledError");
  assert.equal(network.nextAt(), Number.POSITIVE_INFINITY);
});

test("a host that crashes is answered never, in this life or the next", () => {
  const { network, ask, names } = world();
  network.nameService({ latency: 2 });
  const before = ask("b");
  network.crash("a");
  const dead = ask("b");
  network.restart("a");
  network.advance(10);
  assert.deepEqual([before.is, dead.is], ["nothing yet", "nothing yet"]);
  assert.equal(outcome(names.lookup("localhost")).is, "nothing yet");
});

test("what is done to names can be observed", () => {
  const { network } = world();
  const seen: NetworkEvent[] = [];
  network.observe((event) => seen.push(event));
  network.setName("www", ["a", "b"]);
  network.removeName("www");
  network.nameService({ fault: "silent", latency: 1 });
  assert.deepEqual(
    seen.map(({ kind, text }) => `${kind}: ${text}`),
    [
      "fault: the name www is a, b",
      "fault: the name www is removed",
      "fault: the name service: silent, 1 s",
    ],
  );
});

test("addresses: hosts, and what looks like one", () => {
  const { names } = world();
  for (const host of ["a", "b", "10.0.0.1", "::1", "fe80::1%eth0", "0.0.0.0"])
    assert.ok(names.isAddress(host), host);
  for (const host of ["", "c", "no address", "1.2.3"]) assert.ok(!names.isAddress(host), host);
});

test("a host is called by all its addresses, and so is a name that stands for hosts", () => {
  const { network, names, ask } = world();
  network.host("db", { addresses: ["10.0.0.2", "fd00::2"] });
  network.setName("www", ["db", "b", "10.0.0.9"]);
  assert.deepEqual(
    [ask("db").is, ask("db", 4).is, ask("db", 6).is],
    ["10.0.0.2,fd00::2", "10.0.0.2", "fd00::2"],
  );
  assert.equal(ask("www").is, "10.0.0.2,fd00::2,b,10.0.0.9");
  assert.deepEqual(
    ["db", "b", "10.0.0.2", "fd00::2"].map((it) => names.isAddress(it)),
    [false, true, true, true],
  );
  assert.equal(ask("localhost", 6).is, "::1");
});

test("one host may have a bad name service while others have a good one", () => {
  const { network, ask } = world();
  const other = network.host("b").names;
  network.nameService({ fault: "failing" }, "b");
  assert.deepEqual([ask("a").is, outcome(other.lookup("a")).is], ["a", "EAI_AGAIN"]);
  network.nameService({ latency: 1 });
  network.nameService({ fault: null }, "b");
  const slow = outcome(other.lookup("a"));
  network.advance(0.5);
  assert.equal(slow.is, "nothing yet");
  network.advance(0.5);
  assert.equal(slow.is, "a");
  assert.throws(() => network.nameService({}, "none"), RangeError);
});

test("round robin, empty answers, stale ones, and a wrong one first", () => {
  const { network, ask } = world();
  network.setName("www", ["a", "b"]);
  network.nameService({ rotate: true });
  assert.deepEqual([ask("www").is, ask("www").is, ask("www").is], ["a,b", "b,a", "a,b"]);
  network.nameService({ rotate: false, fault: "stale" });
  network.setName("www", ["b"]);
  assert.deepEqual([ask("www").is, ask("b").is], ["a,b", "b"]);
  network.nameService({ fault: "wrong-first" });
  assert.deepEqual([ask("www").is, ask("none").is], ["203.0.113.1,b", "ENOTFOUND"]);
  network.nameService({ fault: "empty" });
  assert.deepEqual([ask("www").is, ask("localhost").is], ["ENOTFOUND", "127.0.0.1"]);
});
