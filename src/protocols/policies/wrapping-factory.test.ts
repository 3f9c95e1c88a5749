import assert from "node:assert/strict";
import { test } from "node:test";
import { alsoProvides } from "../../components/index.ts";
import { Failure } from "../../deferred/index.ts";
import { IProtocolNegotiationFactory, IPv4Address } from "../../net/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { Factory } from "../factory.ts";
import { Protocol } from "../protocol.ts";
import { ProtocolWrapper } from "./protocol-wrapper.ts";
import { WrappingFactory } from "./wrapping-factory.ts";

const peer = new IPv4Address("TCP", "10.0.0.2", 50_000);

test("F10: it wraps what the wrapped factory builds, and keeps those that are connected", () => {
  const factory = new WrappingFactory(Protocol);
  const wrapper = factory.buildProtocol(peer);
  assert.ok(wrapper instanceof ProtocolWrapper);
  assert.ok(wrapper.wrappedProtocol instanceof Protocol);
  assert.equal(factory.protocols.size, 0);
  wrapper.makeConnection(new StringTransport());
  assert.deepEqual([...factory.protocols], [wrapper]);
  wrapper.connectionLost(new Failure(new Error("over")));
  assert.equal(factory.protocols.size, 0);
});

test("X14: what the wrapped factory refuses is refused", () => {
  assert.equal(new WrappingFactory(() => null).buildProtocol(peer), null);
});

test("X19: the wrapped factory is started and stopped, as often as it is used", () => {
  const wrapped = Factory.forProtocol(Protocol);
  wrapped.noisy = false;
  const factory = new WrappingFactory(wrapped);
  factory.doStart();
  factory.doStart();
  assert.equal(wrapped.numPorts, 2);
  factory.doStop();
  factory.doStop();
  assert.equal(wrapped.numPorts, 0);
});

test("what the wrapped factory says of itself is said: its name, and the protocols of ALPN", () => {
  class ChatFactory extends Factory {
    acceptableProtocols(): readonly string[] {
      return ["chat/1"];
    }
  }
  const wrapped = alsoProvides(new ChatFactory(), IProtocolNegotiationFactory);
  const factory = new WrappingFactory(wrapped);
  assert.equal(factory.logPrefix(), "ChatFactory");
  assert.ok(IProtocolNegotiationFactory.providedBy(factory as unknown));
  assert.deepEqual(factory.acceptableProtocols(), ["chat/1"]);
  const plain = new WrappingFactory(Protocol);
  assert.ok(!IProtocolNegotiationFactory.providedBy(plain as unknown));
  assert.equal(plain.logPrefix(), "WrappingFactory");
});
