import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidPortError, optionsForClientTLS } from "../net/index.ts";
import { RecordingFactory, world } from "./fake-platform.test-fixture.ts";
import { FakeTLS } from "./fake-tls.test-fixture.ts";
import { Reactor } from "./reactor.ts";
import { checkPort } from "./tcp.ts";

test("a port is a whole number from 0 to 65535", () => {
  for (const port of [0, 1, 65_535]) checkPort(port);
  for (const port of [-1, 65_536, 1.5, Number.NaN, "80" as never])
    assert.throws(() => checkPort(port), InvalidPortError);
});

test("a port that is none is said at once, and nothing is begun", () => {
  const { fake, reactor } = world();
  assert.throws(() => reactor.listenTCP(-1, new RecordingFactory()), InvalidPortError);
  assert.throws(() => reactor.connectTCP("a", 70_000, new RecordingFactory()), InvalidPortError);
  assert.deepEqual([fake.listens.length, fake.connects.length], [0, 0]);
});

test("connectSSL: the protocol speaks TLS from the first byte", () => {
  const { fake } = world();
  const tls = new FakeTLS();
  const reactor = new Reactor({ ...fake.platform, tls });
  const factory = new RecordingFactory();
  reactor.connectSSL("host", 443, factory, optionsForClientTLS("host"));
  const socket = fake.connected();
  fake.pass();
  assert.equal(tls.engines.length, 1);
  tls.engine.sink.send(Uint8Array.of(1, 2, 3));
  assert.deepEqual(socket.calls, ["write 3"]);
  assert.ok(factory.events.includes("made"), "X23: before the handshake");
});
