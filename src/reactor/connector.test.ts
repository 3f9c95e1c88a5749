import assert from "node:assert/strict";
import { test } from "node:test";
import { capturedLogs } from "../logger/index.ts";
import type { IConnector } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { ClientFactory, Factory, Protocol } from "../protocols/index.ts";
import { reactorOn } from "./reactor.ts";

type Hook = (connector: IConnector) => void;

class Recorder extends ClientFactory<Protocol> {
  override noisy = false;
  readonly seen: string[] = [];
  readonly inside: { connecting?: Hook; made?: Hook; lost?: Hook; failed?: Hook } = {};
  #note(what: string, connector: IConnector): void {
    this.seen.push(what);
    this.inside[what.split(" ")[0] as keyof Recorder["inside"]]?.(connector);
  }
  override buildProtocol(): Protocol {
    return new Protocol();
  }
  override startFactory(): void {
    this.seen.push("start");
  }
  override stopFactory(): void {
    this.seen.push("stop");
  }
  override startedConnecting(connector: IConnector): void {
    this.#note("connecting", connector);
  }
  clientConnectionMade(connector: IConnector): void {
    this.#note("made", connector);
  }
  override clientConnectionFailed(
    ...[connector, { value }]: Parameters<ClientFactory["clientConnectionFailed"]>
  ): void {
    this.#note(`failed ${value.name}`, connector);
  }
  override clientConnectionLost(
    ...[connector, { value }]: Parameters<ClientFactory["clientConnectionLost"]>
  ): void {
    this.#note(`lost ${value.name}`, connector);
  }
}

function world() {
  const network = new MemoryNetwork({ latency: 0.1 });
  const server = reactorOn(network.host("server"));
  const factory = Factory.forProtocol(Protocol);
  factory.noisy = false;
  server.listenTCP(80, factory);
  const client = reactorOn(network.host("client"));
  const nothingLeft = (): void => {
    assert.equal(client.getDelayedCalls().length, 0);
    assert.equal(network.connections("client"), 0);
  };
  return { network, server, client, nothingLeft };
}

test("X18: out of time is TimeoutError, after the seconds asked for, and nothing is left", () => {
  const { network, client, nothingLeft } = world();
  network.partition("client", "server");
  const factory = new Recorder();
  client.connectTCP("server", 80, factory, { seconds: 7 });
  network.advance(6.9);
  assert.deepEqual(factory.seen, ["start", "connecting"]);
  network.advance(0.2);
  assert.deepEqual(factory.seen, ["start", "connecting", "failed TimeoutError", "stop"]);
  nothingLeft();
});

test("X18: the limit of the attempt is 30 seconds by default, and gone once it is connected", () => {
  const { network, client } = world();
  const connector = client.connectTCP("server", 80, new Recorder());
  network.advance(1);
  assert.equal(client.getDelayedCalls().length, 0);
  network.advance(100);
  assert.equal(connector.state, "connected");
});

test("a time limit that is none is refused before anything is begun", () => {
  const { network, client, nothingLeft } = world();
  const factory = new Recorder();
  for (const seconds of [-1, Number.NaN])
    assert.throws(() => client.connectTCP("server", 80, factory, { seconds }), RangeError);
  network.advance(10);
  assert.deepEqual(factory.seen, []);
  nothingLeft();
});

test("giving up at any moment is exactly one outcome, and nothing is left", () => {
  for (let at = 0; at <= 0.6; at += 0.05) {
    const { network, client, nothingLeft } = world();
    const factory = new Recorder();
    const connector = client.connectTCP("server", 80, factory);
    network.advance(at);
    connector.disconnect();
    network.advance(100);
    const ends = factory.seen.filter((what) => /^(failed|lost)/.test(what));
    assert.equal(ends.length, 1, `at ${at}: ${factory.seen}`);
    assert.equal(factory.seen.at(-1), "stop");
    assert.equal(connector.state, "disconnected");
    nothingLeft();
  }
});

test("giving up inside startedConnecting is an outcome as well", () => {
  const { network, client, nothingLeft } = world();
  const factory = new Recorder();
  factory.inside.connecting = (connector) => connector.stopConnecting();
  client.connectTCP("server", 80, factory);
  network.advance(10);
  assert.deepEqual(factory.seen, ["start", "connecting", "failed UserError", "stop"]);
  nothingLeft();
});

test("R14: a factory that connects again from clientConnectionLost stays started", () => {
  const { network, client } = world();
  const factory = new Recorder();
  let rounds = 0;
  factory.inside.made = (connector) => connector.disconnect();
  factory.inside.lost = (connector) => {
    rounds += 1;
    if (rounds < 3) connector.connect();
  };
  client.connectTCP("server", 80, factory);
  network.advance(10);
  const once = ["connecting", "made", "lost ConnectionDone"];
  assert.deepEqual(factory.seen, ["start", ...once, ...once, ...once, "stop"]);
});

test("exceptions of the factory are logged, one event each, and nothing else changes", () => {
  const { network, client, nothingLeft } = world();
  const factory = new Recorder();
  const boom = (): never => {
    throw new RangeError("from the factory");
  };
  Object.assign(factory.inside, { connecting: boom, made: boom, lost: boom, failed: boom });
  const events = capturedLogs(() => {
    const connector = client.connectTCP("server", 80, factory);
    network.advance(1);
    connector.disconnect();
    network.advance(1);
    client.connectTCP("server", 81, factory);
    network.advance(1);
  });
  assert.equal(events.length, 5);
  const first = ["start", "connecting", "made", "lost ConnectionDone", "stop"];
  const second = ["start", "connecting", "failed ConnectionRefusedError", "stop"];
  assert.deepEqual(factory.seen, [...first, ...second]);
  nothingLeft();
});

test("a host that does not resolve is DNSLookupError", () => {
  const { network, client } = world();
  const factory = new Recorder();
  client.connectTCP("nowhere", 80, factory);
  network.advance(1);
  assert.deepEqual(factory.seen, ["start", "connecting", "failed DNSLookupError", "stop"]);
});

test("the reactor stops: an attempt fails, a connection is lost", () => {
  for (const [at, end] of [
    [0.05, "failed UserError"],
    [1, "lost ConnectionLost"],
  ] as const) {
    const { network, client } = world();
    const factory = new Recorder();
    client.run();
    client.connectTCP("server", 80, factory);
    network.advance(at);
    client.stop();
    network.advance(1);
    assert.ok(factory.seen.includes(end), String(factory.seen));
    assert.equal(factory.seen.at(-1), "stop");
  }
});
