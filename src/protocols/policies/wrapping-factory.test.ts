import assert from "node:assert/strict";
import { test } from "node:test";
import { alsoProvides } from "../../components/index.ts";
import { Failure } from "../../deferred/index.ts";
import { TCPClientEndpoint } from "../../endpoints/index.ts";
import {
  IClientFactory,
  type IConnector,
  IProtocolNegotiationFactory,
  IPv4Address,
} from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { ClientFactory } from "../client-factory.ts";
import { Factory } from "../factory.ts";
import { Protocol } from "../protocol.ts";
import { ReconnectingClientFactory } from "../reconnecting-client-factory.ts";
import { ProtocolWrapper, unwrap } from "./protocol-wrapper.ts";
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

test("X19: what fails to start or to stop leaves the other as it should be", () => {
  const wrapped = Factory.forProtocol(Protocol);
  wrapped.noisy = false;
  const factory = new WrappingFactory(wrapped);
  factory.startFactory = () => {
    throw new Error("no");
  };
  assert.throws(() => factory.doStart(), /no/);
  assert.deepEqual([wrapped.numPorts, factory.numPorts], [0, 0]);
  factory.startFactory = () => {};
  factory.doStart();
  wrapped.stopFactory = () => {
    throw new Error("not yet");
  };
  assert.throws(() => factory.doStop(), /not yet/);
  assert.deepEqual([wrapped.numPorts, factory.numPorts], [0, 0]);
});

test("a factory that returns nothing is named, and what it throws comes out", () => {
  class Forgetful extends Factory {
    override buildProtocol(): null {
      return undefined as never;
    }
  }
  assert.throws(() => new WrappingFactory(new Forgetful()).buildProtocol(peer), {
    name: "NotAProtocolError",
    message: /^Forgetful.buildProtocol gave nothing/,
  });
  const throws = (): never => {
    throw new Error("mine");
  };
  assert.throws(() => new WrappingFactory(throws).buildProtocol(peer), /mine/);
});

test("F10: a client's factory is told how its attempts go, and of its own protocols", async () => {
  const network = new MemoryNetwork();
  const server = reactorOn(network.host("s"));
  server.listenTCP(80, new WrappingFactory(Protocol));
  const events: string[] = [];
  class Watching extends ClientFactory<Protocol> {
    override noisy = false;
    override buildProtocol(): Protocol {
      return new Protocol();
    }
    override startedConnecting(connector: IConnector): void {
      events.push(`started ${connector.getDestination()}`);
    }
    clientConnectionMade(_connector: IConnector, protocol: Protocol): void {
      events.push(`made ${protocol.constructor.name}`);
      protocol.transport.loseConnection();
    }
    override clientConnectionFailed(_connector: IConnector, reason: Failure): void {
      events.push(`failed ${reason.value.name}`);
    }
    override clientConnectionLost(_connector: IConnector, reason: Failure): void {
      events.push(`lost ${reason.value.name}`);
    }
  }
  const factory = new WrappingFactory(new WrappingFactory(new Watching()));
  assert.ok(IClientFactory.providedBy(factory as unknown));
  const client = reactorOn(network.host("c"));
  client.connectTCP("s", 80, factory);
  network.advance(1);
  client.connectTCP("s", 81, factory);
  network.advance(1);
  assert.deepEqual(events, [
    "started s:80",
    "made Protocol",
    "lost ConnectionDone",
    "started s:81",
    "failed ConnectionRefusedError",
  ]);
});

test("F10: a factory that is no client's will do for a client, and connects again if it says so", () => {
  const network = new MemoryNetwork();
  let served = 0;
  reactorOn(network.host("s")).listenTCP(80, {
    buildProtocol() {
      served += 1;
      return null;
    },
    doStart() {},
    doStop() {},
  });
  const client = reactorOn(network.host("c"));
  client.connectTCP("s", 80, new WrappingFactory(Protocol));
  network.advance(1);
  assert.equal(served, 1);
  const again = Object.assign(new ReconnectingClientFactory(client), {
    noisy: false,
    protocol: Protocol,
    maxRetries: 2,
  });
  client.connectTCP("s", 80, new WrappingFactory(again));
  network.advance(60);
  assert.equal(served, 4);
});

test("endpoints: connect gives the wrapper, and unwrap what is in it, in however many", () => {
  const network = new MemoryNetwork();
  const server = reactorOn(network.host("s"));
  server.listenTCP(80, new WrappingFactory(Protocol));
  class Mine extends Protocol {
    readonly mine = true;
  }
  const attempts: unknown[] = [];
  const endpoint = new TCPClientEndpoint(reactorOn(network.host("c")), "s", 80);
  endpoint
    .connect(new WrappingFactory(new WrappingFactory(Mine)))
    .addCallback((wrapper) => attempts.push(unwrap(wrapper).mine));
  network.advance(1);
  assert.deepEqual(attempts, [true]);
  const plain = new Mine();
  assert.equal(unwrap(plain), plain);
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
