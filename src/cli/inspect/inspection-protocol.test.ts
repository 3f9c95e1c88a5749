import assert from "node:assert/strict";
import { test } from "node:test";
import { Service } from "../../application/index.ts";
import { text, utf8 } from "../../bytes/index.ts";
import type { IStreamTransport } from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { ClientFactory, Protocol } from "../../protocols/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { Inspector } from "./inspector.ts";

class Client extends Protocol {
  declare transport: IStreamTransport;
  heard = "";
  lost = "";
  override dataReceived(data: Uint8Array): void {
    this.heard += text(data);
  }
  override connectionLost(reason: { value: Error }): void {
    this.lost = reason.value.name;
  }
  get lines(): { seconds: number; error?: string; reactor: { connections: unknown[] } }[] {
    return this.heard
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }
  ask(request: unknown): void {
    this.transport.write(utf8(`${JSON.stringify(request)}\n`));
  }
}

function world() {
  const network = new MemoryNetwork();
  const [a, b] = [reactorOn(network.host("a")), reactorOn(network.host("b"))];
  const service = new Service();
  const facts = new Map<string, () => unknown>([["workers", () => [{ pid: 7 }]]]);
  const inspector = new Inspector({ reactor: a, service, facts, memory: () => null });
  a.listenTCP(7, inspector.factory);
  network.advance(1);
  const connect = (): Client => {
    let made!: Client;
    const factory = new ClientFactory<Client>();
    factory.buildProtocol = () => {
      made = new Client();
      return made;
    };
    b.connectTCP("a", 7, factory);
    network.advance(0.5);
    return made;
  };
  return { network, a, b, inspector, facts, connect };
}

test("a client is sent a snapshot, and one every second, without asking", () => {
  const { network, a, connect } = world();
  const client = connect();
  assert.equal(client.lines.length, 1);
  network.advance(3);
  assert.equal(client.lines.length, 4);
  const [first] = client.lines;
  assert.deepEqual(Object.keys(first ?? {}).sort(), [
    ...["facts", "program", "reactor", "seconds", "services", "torsion"],
  ]);
  assert.deepEqual((first as unknown as { facts: unknown }).facts, { workers: [{ pid: 7 }] });
  assert.equal(a.describe().connections[0]?.figures?.inspector, true);
});

test("a line says what is wanted from then on, and has a snapshot sent at once", () => {
  const { network, connect } = world();
  const client = connect();
  client.ask({ every: 10, most: 0 });
  network.advance(0.1);
  assert.equal(client.lines.length, 2);
  assert.deepEqual(client.lines[1]?.reactor.connections, []);
  network.advance(9);
  assert.equal(client.lines.length, 2);
  network.advance(2);
  assert.equal(client.lines.length, 3);
  client.ask({ every: null });
  network.advance(7200);
  assert.equal(client.lines.length, 4);
});

test("however many are asked for, no more than ten are made in a second", () => {
  const { network, connect } = world();
  const client = connect();
  for (let n = 0; n < 1000; n++) {
    client.ask({});
    network.advance(0.001);
  }
  assert.ok(client.lines.length <= 12, String(client.lines.length));
});

test("what is no request is answered with what is wrong, and ends the connection", () => {
  for (const [sent, complaint] of [
    ["[]", /a request is an object/],
    ['{"evry": 1}', /no request has "evry"/],
    ['{"every": 0.01}', /every is seconds/],
    ['{"most": 1e9}', /most is a whole number/],
    ['{"by": "name"}', /by is one of/],
    ["nonsense", /no JSON/],
    ["x".repeat(2000), /1024 are the most/],
  ] as const) {
    const { network, connect } = world();
    const client = connect();
    client.transport.write(utf8(`${sent}\n`));
    network.advance(1);
    assert.match(client.lines.at(-1)?.error ?? "", complaint);
    assert.equal(client.lost, "ConnectionDone", sent.slice(0, 20));
  }
});

test("a client that takes nothing costs one snapshot, and after a while its connection", () => {
  const { network, a, facts, connect } = world();
  let made = 0;
  // More than hosts take by themselves.
  facts.set("big", () => {
    made += 1;
    return "x".repeat(20_000_000);
  });
  const client = connect();
  client.transport.pauseProducing();
  made = 0;
  client.ask({ every: 0.1 });
  network.advance(20);
  assert.equal(made, 1);
  assert.equal(a.describe().connections.length, 1);
  network.advance(20);
  assert.equal(made, 1);
  assert.deepEqual(a.describe().connections, []);
});

test("nor does one that asks for no more, or garbage, or ends, while it takes nothing", () => {
  for (const last of ['{"every": null}\n', "garbage\n", null]) {
    const { network, a, inspector, facts, connect } = world();
    facts.set("big", () => "x".repeat(20_000_000));
    const client = connect();
    client.transport.pauseProducing();
    network.advance(0.2);
    if (last === null) inspector.end();
    else client.transport.write(utf8(last));
    network.advance(20);
    if (last === null || last === "garbage\n")
      assert.deepEqual(a.describe().connections, [], `${last}`);
    network.advance(20);
    const { counts, turns } = a.describe();
    assert.deepEqual([counts.connections, counts.delayedCalls, turns], [0, 0, null], `${last}`);
  }
});

test("who closes its side, as `echo … | socat` does, has what it asked for, and then the end", () => {
  for (const [asked, snapshots] of [
    ["", 1],
    ['{"every": 5, "most": 0}\n', 2],
  ] as const) {
    const { network, a, connect } = world();
    const client = connect();
    client.transport.write(utf8(asked));
    client.transport.loseWriteConnection();
    network.advance(3);
    assert.equal(client.lines.length, snapshots);
    assert.equal(client.lost, "ConnectionDone");
    const { counts, turns } = a.describe();
    assert.deepEqual([counts.connections, counts.delayedCalls, turns], [0, 0, null]);
  }
});

test("a snapshot that cannot be made is said so", () => {
  const { network, facts, connect } = world();
  const client = connect();
  facts.set("circle", () => 1n);
  network.advance(2);
  assert.match(client.lines.at(-1)?.error ?? "", /no snapshot: .*BigInt/);
  assert.equal(client.lost, "ConnectionDone");
});

test("too many clients are told so, and who leaves makes room", () => {
  const { network, a, connect } = world();
  const clients = Array.from({ length: 8 }, () => connect());
  const ninth = connect();
  assert.match(ninth.lines[0]?.error ?? "", /too many/);
  assert.equal(ninth.lost, "ConnectionDone");
  assert.notEqual(a.describe().turns, null);
  for (const client of clients) client.transport.abortConnection();
  network.advance(1);
  assert.equal(a.describe().turns, null);
  assert.equal(connect().lines[0]?.error, undefined);
});

test("nothing is left when the client has gone, at whatever moment", () => {
  for (let at = 0; at < 40; at++) {
    const { network, a, connect } = world();
    const client = connect();
    client.ask({ every: 0.1 });
    network.advance(at / 200);
    client.transport.abortConnection();
    network.advance(2);
    const { counts, turns } = a.describe();
    assert.deepEqual([counts.connections, counts.delayedCalls, turns], [0, 0, null]);
  }
});
