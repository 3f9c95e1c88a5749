import assert from "node:assert/strict";
import { test } from "node:test";
import type { Deferred } from "../deferred/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { ClientCreator } from "./client-creator.ts";
import { Factory } from "./factory.ts";
import { Protocol } from "./protocol.ts";

class Named extends Protocol {
  made = false;
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
  }
  override connectionMade(): void {
    if (this.name === "broken") throw new RangeError("in connectionMade");
    this.made = true;
  }
}

function world() {
  const network = new MemoryNetwork();
  reactorOn(network.host("server")).listenTCP(80, Factory.forProtocol(Protocol));
  const reactor = reactorOn(network.host("client"));
  return { network, reactor };
}

function outcome<T>(deferred: Deferred<T>): unknown[] {
  const seen: unknown[] = [];
  deferred.addCallbacks(
    (value) => seen.push(value),
    (failure) => seen.push(failure.value.name),
  );
  return seen;
}

test("it fires with the protocol, after connectionMade", () => {
  const { network, reactor } = world();
  const seen = outcome(new ClientCreator(reactor, Named, "ada").connectTCP("server", 80));
  network.advance(1);
  const [protocol] = seen as Named[];
  assert.deepEqual([protocol?.name, protocol?.made, seen.length], ["ada", true, 1]);
});

test("refused, out of time, cancelled, aborted, or an exception: one failure each, nothing left", () => {
  const { network, reactor } = world();
  const creator = new ClientCreator(reactor, Named, "ada");
  const refused = outcome(creator.connectTCP("server", 81));
  const broken = outcome(new ClientCreator(reactor, Named, "broken").connectTCP("server", 80));
  network.advance(1);
  network.partition("client", "server");
  const silent = outcome(creator.connectTCP("server", 80, { seconds: 3 }));
  const pending = creator.connectTCP("server", 80);
  const cancelled = outcome(pending);
  const abort = new AbortController();
  const aborted = outcome(creator.connectTCP("server", 80, { signal: abort.signal }));
  network.advance(1);
  pending.cancel();
  abort.abort();
  network.advance(100);
  assert.deepEqual(refused, ["ConnectionRefusedError"]);
  assert.deepEqual(broken, ["RangeError"]);
  assert.deepEqual(silent, ["TimeoutError"]);
  assert.deepEqual(cancelled, ["ConnectingCancelledError"]);
  assert.deepEqual(aborted, ["ConnectingCancelledError"]);
  assert.deepEqual([reactor.getDelayedCalls().length, network.connections("client")], [0, 0]);
});
