import assert from "node:assert/strict";
import { test } from "node:test";
import { CertificateOptions, ITLSTransport } from "../../net/index.ts";
import { StringTransport, testCertificates } from "../../testing/index.ts";
import { Clock } from "../../time/index.ts";
import { Protocol } from "../protocol.ts";
import { DeadlineFactory, type DeadlineOptions, IDeadlineTransport } from "./deadline-factory.ts";
import { DeadlinePassed } from "./errors.ts";
import { TimeoutFactory } from "./timeout-factory.ts";
import { Counter, Wires } from "./wires.test-fixture.ts";

function world(options: DeadlineOptions): { wires: Wires; client: Counter; server: Counter } {
  const wires = new Wires();
  wires.server.listenTCP(80, new DeadlineFactory(wires.build, wires.server, options));
  const client = wires.connect();
  return { wires, client, server: wires.servers[0]! };
}

test("no first byte in time: DeadlinePassed; one byte in time: never", () => {
  const { wires, client, server } = world({ firstByteSeconds: 5 });
  const other = wires.connect(new Counter(), "other");
  other.transport.write(new Uint8Array(1));
  wires.advance(6);
  assert.deepEqual(server.reason, new DeadlinePassed("first byte", 5));
  assert.equal(client.ending, "ConnectionDone");
  wires.advance(100);
  assert.equal(wires.servers[1]!.reason, null);
  assert.equal(wires.timers, 0);
});

test("a lifetime ends whatever goes on; what was written is still sent, for the grace time", () => {
  const { wires, client, server } = world({ lifetimeSeconds: 5, graceSeconds: 2 });
  const stuck = wires.connect(new Counter(), "stuck");
  stuck.transport.pauseProducing();
  wires.advance(4.5);
  client.transport.write(new Uint8Array(1));
  for (const { transport } of wires.servers) transport.write(new Uint8Array(3_000_000));
  wires.advance(2);
  assert.deepEqual(server.reason, new DeadlinePassed("lifetime", 5));
  assert.equal(client.count, 3_000_000);
  assert.equal(wires.servers[1]!.reason, null);
  wires.advance(1);
  assert.deepEqual(wires.servers[1]!.reason, new DeadlinePassed("lifetime", 5));
  assert.equal(wires.timers, 0);
});

test("the protocol says when it is ready, and where a request begins and ends", () => {
  const { wires, server } = world({ readySeconds: 5, requestSeconds: 3 });
  const unready = wires.connect(new Counter(), "unready");
  IDeadlineTransport(server.transport).ready();
  for (let i = 0; i < 3; i++) {
    IDeadlineTransport(server.transport).requestBegan();
    wires.advance(2.5);
    IDeadlineTransport(server.transport).requestEnded();
    wires.advance(5);
  }
  assert.equal(unready.ending, "ConnectionDone");
  assert.deepEqual(wires.servers[1]!.reason, new DeadlinePassed("ready", 5));
  assert.equal(server.reason, null);
  IDeadlineTransport(server.transport).requestBegan();
  wires.advance(3.1);
  assert.deepEqual(server.reason, new DeadlinePassed("request", 3));
});

test("it is heard through other policies, and by wider deadlines", () => {
  const clock = new Clock();
  const protocol = new Protocol();
  const inner = new DeadlineFactory(() => protocol, clock, { readySeconds: 10 });
  const outer = new DeadlineFactory(new TimeoutFactory(inner, clock), clock, { readySeconds: 5 });
  const transport = new StringTransport();
  outer.buildProtocol(transport.getPeer())!.makeConnection(transport);
  IDeadlineTransport(protocol.transport).ready();
  clock.advance(20);
  assert.ok(!transport.disconnecting);

  const between = new Protocol();
  const stack = new TimeoutFactory(() => between, clock);
  const other = new StringTransport();
  new DeadlineFactory(stack, clock, { requestSeconds: 1 })
    .buildProtocol(other.getPeer())!
    .makeConnection(other);
  IDeadlineTransport(between.transport).requestBegan();
  clock.advance(1);
  assert.deepEqual(other.reason, new DeadlinePassed("request", 1));
});

test("a handshake that does not end is aborted; without TLS there is none", () => {
  const { wires, client, server } = world({ handshakeSeconds: 5 });
  const plain = wires.connect(new Counter(), "plain");
  ITLSTransport(server.transport).startTLS(new CertificateOptions(testCertificates.server));
  wires.advance(4);
  assert.equal(server.reason, null);
  wires.advance(2);
  assert.deepEqual(server.reason, new DeadlinePassed("handshake", 5));
  assert.equal(client.ending, "ConnectionLost");
  assert.equal(plain.reason, null);
});

test("TLS from the first byte has a handshake from the beginning", () => {
  const wires = new Wires();
  wires.server.listenSSL(
    80,
    new DeadlineFactory(wires.build, wires.server, { handshakeSeconds: 5 }),
    new CertificateOptions(testCertificates.server),
  );
  const client = wires.connect();
  wires.advance(6);
  assert.deepEqual(wires.servers[0]!.reason, new DeadlinePassed("handshake", 5));
  assert.equal(client.ending, "ConnectionLost");
  assert.equal(wires.timers, 0);
});

test("data says that a handshake is over that was so before the deadline began", () => {
  const clock = new Clock();
  const transport = Object.assign(new StringTransport(), { TLS: true });
  const wrapper = new DeadlineFactory(Protocol, clock, { handshakeSeconds: 5 }).buildProtocol(
    transport.getPeer(),
  )!;
  wrapper.makeConnection(transport);
  assert.equal(clock.getDelayedCalls().length, 1);
  wrapper.dataReceived(new Uint8Array(1));
  assert.equal(clock.getDelayedCalls().length, 0);
});

test("nothing runs after the end, whatever the protocol says then", () => {
  const { wires, client, server } = world({ requestSeconds: 3, lifetimeSeconds: 30 });
  client.transport.loseConnection();
  wires.advance(1);
  assert.equal(server.ending, "ConnectionDone");
  IDeadlineTransport(server.transport).requestBegan();
  assert.equal(wires.timers, 0);
  const clock = new Clock();
  assert.throws(() => new DeadlineFactory(Protocol, clock, { readySeconds: -1 }), RangeError);
});

test("a connection that closes begins no handshake, and is given its time to flush", () => {
  const { wires, client, server } = world({ handshakeSeconds: 1 });
  client.transport.pauseProducing();
  server.transport.write(new Uint8Array(3_000_000));
  server.transport.loseConnection();
  ITLSTransport(server.transport).startTLS(new CertificateOptions(testCertificates.server));
  wires.advance(5);
  client.transport.resumeProducing();
  wires.advance(10);
  assert.deepEqual([client.count, client.ending], [3_000_000, "ConnectionDone"]);
  assert.equal(server.ending, "ConnectionDone");
});
