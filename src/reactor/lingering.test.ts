import assert from "node:assert/strict";
import { test } from "node:test";
import type { Failure } from "../deferred/index.ts";
import { TCPClientEndpoint, TCPServerEndpoint } from "../endpoints/index.ts";
import { ILingeringTransport, type IStreamTransport } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { Clock } from "../time/index.ts";
import { reactorOn } from "./index.ts";
import { Lingering } from "./lingering.ts";

function lingering() {
  const clock = new Clock();
  const calls: string[] = [];
  const socket = { shutdown: () => void calls.push("end"), close: () => void calls.push("close") };
  return { clock, calls, it: new Lingering(clock, socket, 2) };
}

test("the time begins when we have ended, and again each time that the peer is heard", () => {
  const { clock, calls, it } = lingering();
  it.heard();
  clock.advance(10);
  it.begin(false);
  clock.advance(1.5);
  it.heard();
  clock.advance(1.5);
  assert.deepEqual(calls, ["end"]);
  clock.advance(0.5);
  assert.deepEqual(calls, ["end", "close"]);
  assert.equal(clock.getDelayedCalls().length, 0);
});

test("it may be cut short before and after that, and our end may have been sent already", () => {
  const before = lingering();
  before.it.cutShort();
  assert.deepEqual(before.calls, []);
  before.it.begin(false);
  const after = lingering();
  after.it.begin(true);
  after.it.cutShort();
  after.it.cutShort();
  for (const { calls, clock } of [before, after])
    assert.deepEqual([calls, clock.getDelayedCalls().length], [["close"], 0]);
});

test("what has ended is left alone", () => {
  const { clock, calls, it } = lingering();
  it.begin(false);
  it.end();
  it.end();
  it.heard();
  clock.advance(10);
  assert.deepEqual(calls, ["end"]);
});

/** Counts what it hears. */
class Counting extends Protocol {
  heard = 0;
  ended = "";
  override dataReceived(data: Uint8Array): void {
    this.heard += data.length;
  }
  override connectionLost(reason: Failure): void {
    this.ended = reason.value.name;
  }
}

function connected() {
  const network = new MemoryNetwork();
  const server = new Counting();
  const client = new Counting();
  const reactor = reactorOn(network.host("server"));
  new TCPServerEndpoint(reactor, 80).listen(() => server);
  new TCPClientEndpoint(reactorOn(network.host("client")), "server", 80).connect(() => client);
  network.advance(1);
  assert.ok(client.connected && server.connected);
  const transport = server.transport as ILingeringTransport & IStreamTransport;
  assert.ok(ILingeringTransport.providedBy(transport));
  return { network, server, client, transport };
}

const BIG = new Uint8Array(300_000);

test("an answer that is under way survives what the peer was still sending", () => {
  for (const lingers of [true, false]) {
    const { network, server, client, transport } = connected();
    transport.pauseProducing();
    for (let i = 0; i < 20; i++) client.transport.write(new Uint8Array(1000));
    network.advance(1);
    transport.write(BIG);
    if (lingers) transport.lingeringClose(1);
    else transport.loseConnection();
    network.advance(0.01);
    for (let i = 0; i < 20; i++) client.transport.write(new Uint8Array(1000));
    network.advance(60);
    assert.equal(server.heard, 0);
    if (lingers) {
      assert.deepEqual(
        [client.heard, client.ended, server.ended],
        [BIG.length, "ConnectionDone", "ConnectionDone"],
      );
    } else assert.notEqual(client.ended, "ConnectionDone", "a plain close costs the answer");
  }
});

test("what is written in the same turn is still sent, and nothing is delivered any more", () => {
  const { network, server, client, transport } = connected();
  server.dataReceived = () => {
    transport.lingeringClose(1);
    transport.write(new Uint8Array(3));
  };
  client.transport.write(new Uint8Array(1));
  network.advance(0.5);
  assert.deepEqual([client.heard, client.ended], [3, "ConnectionDone"]);
  assert.equal(server.ended, "ConnectionDone");
});

test("a peer that does not end is left after its time; loseConnection and abortConnection cut that short", () => {
  for (const [cut, latest] of [
    [() => {}, 2.5],
    [(transport: IStreamTransport) => transport.loseConnection(), 0.6],
    [(transport: IStreamTransport) => transport.abortConnection(), 0.6],
  ] as const) {
    const { network, server, client, transport } = connected();
    // It is never told of the end, and so does not end.
    client.transport.pauseProducing();
    transport.write(new Uint8Array(70_000));
    network.advance(0.1);
    transport.lingeringClose(2);
    network.advance(0.4);
    assert.equal(server.ended, "");
    cut(transport);
    network.advance(latest - 0.5);
    assert.equal(server.ended, "ConnectionDone");
  }
});

test("a peer that has ended already is not waited for, nor is one whose connection breaks", () => {
  const { network, server, client, transport } = connected();
  client.transport.abortConnection();
  transport.lingeringClose(100);
  network.advance(1);
  assert.notEqual(server.ended, "");
  const other = connected();
  other.transport.write(new Uint8Array(10));
  other.transport.lingeringClose(100);
  other.client.transport.loseConnection();
  other.network.advance(1);
  assert.deepEqual([other.server.ended, other.client.ended], ["ConnectionDone", "ConnectionDone"]);
});
