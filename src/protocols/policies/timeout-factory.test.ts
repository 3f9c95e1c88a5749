import assert from "node:assert/strict";
import { test } from "node:test";
import { StringTransport } from "../../testing/index.ts";
import { Clock } from "../../time/index.ts";
import { Protocol } from "../protocol.ts";
import { ConnectionTimedOut } from "./errors.ts";
import { TimeoutFactory } from "./timeout-factory.ts";
import { Wires } from "./wires.test-fixture.ts";

test("an idle connection is closed with a ConnectionTimedOut, and leaves nothing", () => {
  const wires = new Wires();
  wires.server.listenTCP(80, new TimeoutFactory(wires.build, wires.server, { seconds: 10 }));
  const client = wires.connect();
  wires.advance(9.8);
  assert.equal(wires.servers[0]!.ending, undefined);
  wires.advance(1);
  assert.deepEqual(wires.servers[0]!.reason, new ConnectionTimedOut(10));
  assert.equal(client.ending, "ConnectionDone");
  assert.equal(wires.timers, 0);
});

test("what is read and what is written keeps it open", () => {
  const wires = new Wires();
  wires.server.listenTCP(80, new TimeoutFactory(wires.build, wires.server, { seconds: 10 }));
  const client = wires.connect();
  for (const send of [
    () => client.transport.write(new Uint8Array(1)),
    () => wires.servers[0]!.transport.write(new Uint8Array(1)),
    () => wires.servers[0]!.transport.writeSequence([new Uint8Array(1)]),
  ]) {
    wires.advance(9);
    send();
  }
  wires.advance(9);
  assert.equal(wires.servers[0]!.ending, undefined);
  wires.advance(2);
  assert.equal(wires.servers[0]!.ending, "ConnectionTimedOut");
});

test("a peer that does not take what is to be sent is aborted after the grace time", () => {
  const wires = new Wires();
  wires.server.listenTCP(
    80,
    new TimeoutFactory(wires.build, wires.server, { seconds: 10, graceSeconds: 5 }),
  );
  const client = wires.connect();
  client.transport.pauseProducing();
  wires.servers[0]!.transport.write(new Uint8Array(5_000_000));
  wires.advance(12);
  assert.equal(wires.servers[0]!.ending, undefined);
  wires.advance(4);
  assert.equal(wires.servers[0]!.ending, "ConnectionTimedOut");
  assert.equal(wires.timers, 0);
});

test("half an hour by default; a protocol can have another time, or none", () => {
  const clock = new Clock();
  const factory = new TimeoutFactory(Protocol, clock);
  const wrapper = factory.buildProtocol(new StringTransport().getPeer())!;
  const transport = new StringTransport();
  assert.equal(clock.getDelayedCalls().length, 0, "not before there is a connection");
  wrapper.makeConnection(transport);
  clock.advance(30 * 60 - 1);
  assert.ok(!transport.disconnecting);
  assert.equal(wrapper.setTimeout(null), 1800);
  clock.advance(100_000);
  assert.ok(!transport.disconnecting);
  wrapper.setTimeout(2);
  clock.advance(1);
  wrapper.resetTimeout();
  clock.advance(2);
  assert.ok(transport.reason instanceof ConnectionTimedOut);
  assert.throws(() => new TimeoutFactory(Protocol, clock, { seconds: -1 }), RangeError);
});

test("a subclass's timeoutConnection that throws ends its connection (X10)", () => {
  const clock = new Clock();
  const wrapper = new TimeoutFactory(Protocol, clock, { seconds: 1 }).buildProtocol(
    new StringTransport().getPeer(),
  )!;
  const transport = new StringTransport();
  wrapper.timeoutConnection = () => {
    throw new Error("mine");
  };
  wrapper.makeConnection(transport);
  clock.advance(1);
  assert.equal(transport.reason?.message, "mine");
});
