import assert from "node:assert/strict";
import { test } from "node:test";
import { IClientFactory, type IProtocol, IPv4Address } from "../../net/index.ts";
import { ClientFactory, Protocol } from "../../protocols/index.ts";
import { OneProtocolFactory, watchedFactory } from "./watched-factory.ts";

const peer = new IPv4Address("TCP", "10.0.0.1", 1);

test("what it builds is noted, and the factory is itself in all else", () => {
  const built: (IProtocol | null)[] = [];
  const factory = ClientFactory.forProtocol(Protocol);
  factory.noisy = false;
  const watched = watchedFactory(factory, (protocol) => built.push(protocol));
  const protocol = watched.buildProtocol(peer);
  assert.deepEqual(built, [protocol]);
  assert.equal(protocol?.factory, factory);
  watched.doStart();
  assert.equal(factory.numPorts, 1);
  assert.equal(watched.constructor, ClientFactory);
  assert.ok(IClientFactory.providedBy(watched));
});

test("a refusal is noted too", () => {
  const built: (IProtocol | null)[] = [];
  const factory = { buildProtocol: (_peer: unknown) => null, doStart() {}, doStop() {} };
  watchedFactory(factory, (protocol) => built.push(protocol)).buildProtocol(peer);
  assert.deepEqual(built, [null]);
});

test("a factory of one protocol gives it", () => {
  const protocol = new Protocol();
  assert.equal(new OneProtocolFactory(protocol).buildProtocol(), protocol);
});
