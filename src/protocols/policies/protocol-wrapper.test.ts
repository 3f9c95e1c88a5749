import assert from "node:assert/strict";
import { test } from "node:test";
import {
  alsoProvides,
  attribute,
  defineInterface,
  type Interface,
  implementer,
  method,
  verifyObject,
} from "../../components/index.ts";
import { Failure } from "../../deferred/index.ts";
import {
  CertificateOptions,
  ConnectionDone,
  IDrainable,
  IHalfCloseableProtocol,
  IHandshakeListener,
  ILingeringTransport,
  INegotiated,
  IPv4Address,
  IStreamTransport,
  ISwitchableTransport,
  ITCPTransport,
  ITLSTransport,
  optionsForClientTLS,
} from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { nodeTLS } from "../../platform/node/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { StringTransport, testCertificates } from "../../testing/index.ts";
import { Protocol } from "../protocol.ts";
import { ProtocolWrapper } from "./protocol-wrapper.ts";
import { WrappingFactory } from "./wrapping-factory.ts";

class Recorder extends Protocol {
  readonly events: string[] = [];
  override connectionMade(): void {
    this.events.push("made");
  }
  override dataReceived(data: Uint8Array): void {
    this.events.push(`data ${new TextDecoder().decode(data)}`);
  }
  readConnectionLost(): void {
    this.events.push("read lost");
  }
  writeConnectionLost(): void {
    this.events.push("write lost");
  }
  handshakeCompleted(): void {
    this.events.push("secured");
  }
  override connectionLost(reason: Failure): void {
    this.events.push(`lost ${reason.value.name}`);
  }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A server whose protocols are wrapped, and a client, on a simulated network. */
function pair(server: Recorder, client: Recorder): MemoryNetwork {
  const network = new MemoryNetwork();
  const tls = nodeTLS();
  reactorOn({ ...network.host("s"), tls }).listenTCP(80, new WrappingFactory(() => server));
  const factory = new WrappingFactory(() => client);
  reactorOn({ ...network.host("c"), tls }).connectTCP("s", 80, factory);
  network.advance(1);
  return network;
}

test("F10: bytes and ends go through, in both directions", () => {
  const server = new Recorder();
  const client = new Recorder();
  const network = pair(server, client);
  client.transport.writeSequence([bytes("a"), bytes("b")]);
  client.transport.loseConnection();
  assert.ok(client.transport.disconnecting);
  network.advance(1);
  assert.deepEqual(server.events, ["made", "data ab", "lost ConnectionDone"]);
  assert.deepEqual(client.events, ["made", "lost ConnectionDone"]);
});

test("F10: as a transport it is what the one below is", () => {
  const server = new Recorder();
  pair(server, new Recorder());
  const { transport } = server;
  assert.ok(transport instanceof ProtocolWrapper);
  for (const face of [IStreamTransport, ITLSTransport, ITCPTransport, ISwitchableTransport]) {
    assert.ok(face.providedBy(transport as unknown), face.id);
    verifyObject(face, transport as never);
  }
  assert.ok(!INegotiated.providedBy(transport as unknown));
  const tcp = ITCPTransport(transport);
  tcp.setTcpNoDelay(false);
  tcp.setTcpKeepAlive(true);
  assert.deepEqual([tcp.getTcpNoDelay(), tcp.getTcpKeepAlive()], [false, true]);
  assert.equal(String(transport.getHost()), "s:80");
  const plain = new ProtocolWrapper(new WrappingFactory(Protocol), new Protocol());
  plain.makeConnection(new StringTransport());
  assert.ok(!ITCPTransport.providedBy(plain as unknown));
  assert.throws(() => plain.setTcpNoDelay(true), { name: "NotSupportedError" });
  assert.throws(() => plain.startTLS(optionsForClientTLS("x")), { name: "NotSupportedError" });
});

test("X11: half a connection for a protocol that wants it, and for no other", () => {
  const server = new Recorder();
  const client = new Recorder();
  alsoProvides(server, IHalfCloseableProtocol);
  alsoProvides(client, IHalfCloseableProtocol);
  const network = pair(server, client);
  client.transport.loseWriteConnection();
  network.advance(1);
  assert.deepEqual(client.events, ["made", "write lost"]);
  assert.deepEqual(server.events, ["made", "read lost"]);
  server.transport.write(bytes("still"));
  server.transport.loseConnection();
  network.advance(1);
  assert.deepEqual(client.events, [
    "made",
    "write lost",
    "data still",
    "read lost",
    "lost ConnectionDone",
  ]);

  const whole = new Recorder();
  const other = new Recorder();
  const next = pair(whole, other);
  other.transport.loseWriteConnection();
  next.advance(1);
  assert.deepEqual(whole.events, ["made", "lost ConnectionDone"]);
});

test("X5: a producer is registered with the transport below, and taken back from it", () => {
  const below = new StringTransport();
  const wrapper = new ProtocolWrapper(new WrappingFactory(Protocol), new Protocol());
  wrapper.makeConnection(below);
  const producer = { pauseProducing() {}, resumeProducing() {}, stopProducing() {} };
  wrapper.registerProducer(producer, true);
  assert.deepEqual([below.producer, below.streaming], [producer, true]);
  wrapper.unregisterProducer();
  assert.equal(below.producer, null);
  wrapper.pauseProducing();
  assert.equal(below.producerState, "paused");
  wrapper.resumeProducing();
  assert.equal(below.producerState, "producing");
});

test("X23, X27: TLS can be begun through it, and what was negotiated is told", () => {
  const server = new Recorder();
  const client = new Recorder();
  alsoProvides(client, IHandshakeListener);
  const network = pair(server, client);
  const acceptableProtocols = ["chat/1"];
  ITLSTransport(server.transport).startTLS(
    new CertificateOptions({ ...testCertificates.server, acceptableProtocols }),
  );
  ITLSTransport(client.transport).startTLS(
    optionsForClientTLS("localhost", {
      trustRoot: testCertificates.authority,
      acceptableProtocols,
    }),
  );
  client.transport.write(bytes("secret"));
  network.advance(1);
  assert.deepEqual(client.events, ["made", "secured"]);
  assert.deepEqual(server.events, ["made", "data secret"]);
  const negotiated = INegotiated(client.transport);
  assert.equal(negotiated.negotiatedProtocol, "chat/1");
  assert.match(negotiated.getPeerCertificate()!.subjectAltName, /localhost/);
  assert.ok(ITLSTransport(client.transport).TLS);
});

test("setProtocol: another protocol takes the place of the wrapped one", () => {
  const server = new Recorder();
  const client = new Recorder();
  const network = pair(server, client);
  const next = alsoProvides(new Recorder(), IHalfCloseableProtocol);
  const transport: ISwitchableTransport = ISwitchableTransport(server.transport);
  assert.equal(transport.protocol, server);
  transport.setProtocol(next);
  assert.equal(transport.protocol, next);
  next.makeConnection(server.transport);
  client.transport.write(bytes("a"));
  client.transport.loseWriteConnection();
  network.advance(1);
  assert.deepEqual(server.events, ["made"]);
  assert.deepEqual(next.events, ["made", "data a", "read lost"]);
});

test("F10: what another kind of transport can do is handed on, and asked of that", () => {
  interface ISpecialTransport extends IStreamTransport {
    shout(text: string): string;
    volume: number;
  }
  const ISpecialTransport: Interface<ISpecialTransport> = defineInterface(
    "test.ISpecialTransport",
    [IStreamTransport],
    { shout: method, volume: attribute },
  );
  class SpecialTransport extends StringTransport implements ISpecialTransport {
    static {
      implementer(ISpecialTransport)(this);
    }
    volume = 3;
    shout(text: string): string {
      return text + "!".repeat(this.volume);
    }
  }
  const protocol = new Protocol();
  const inner = new WrappingFactory(() => protocol);
  const below = new SpecialTransport();
  new WrappingFactory(inner).buildProtocol(below.getPeer())!.makeConnection(below);
  const special = ISpecialTransport(protocol.transport);
  verifyObject(ISpecialTransport, special);
  assert.equal(special.shout("hey"), "hey!!!");
  special.volume = 1;
  assert.deepEqual([below.volume, special.shout("hey")], [1, "hey!"]);
});

test("it is not what the wrapper below it is as a protocol", () => {
  const protocol = new Recorder();
  const inner = new WrappingFactory(() => protocol);
  const below = new StringTransport();
  const outer = new WrappingFactory(inner).buildProtocol(below.getPeer())!;
  alsoProvides(protocol, IHalfCloseableProtocol);
  outer.makeConnection(below);
  assert.ok(IHalfCloseableProtocol.providedBy(outer as unknown));
  const plain = new Recorder();
  outer.wrappedProtocol.setProtocol(plain);
  for (const wrapper of [outer, outer.wrappedProtocol])
    assert.ok(!IHalfCloseableProtocol.providedBy(wrapper as unknown));
});

test("X8: a protocol that never had its connection does not hear of its end; one that had does, whatever is thrown", () => {
  const protocol = new Recorder();
  const factory = new WrappingFactory(() => protocol);
  factory.registerProtocol = () => {
    throw new Error("full");
  };
  const reason = new Failure(new ConnectionDone("over"));
  const refused = factory.buildProtocol(new StringTransport().getPeer())!;
  assert.throws(() => refused.makeConnection(new StringTransport()), /full/);
  refused.connectionLost(reason);
  assert.deepEqual(protocol.events, []);

  const other = new WrappingFactory(() => protocol);
  const wrapper = other.buildProtocol(new StringTransport().getPeer())!;
  wrapper.makeConnection(new StringTransport());
  other.unregisterProtocol = () => {
    throw new Error("lost count");
  };
  assert.throws(() => wrapper.connectionLost(reason), /lost count/);
  assert.deepEqual(protocol.events, ["made", "lost ConnectionDone"]);
});

test("the log is told of the wrapped protocol, and of its peer", () => {
  const server = new Recorder();
  pair(server, new Recorder());
  const wrapper = server.transport as ProtocolWrapper;
  assert.match(wrapper.transport.logPrefix(), /^Recorder,c:\d+$/);
  const nameless = new ProtocolWrapper(new WrappingFactory(Protocol), new Protocol());
  assert.equal(nameless.logPrefix(), "Protocol");
});

test("unread: what was put back comes again, and TLS that has been begun since gets it", async () => {
  const server = new Recorder();
  const client = new Recorder();
  const network = pair(server, client);
  // As after a preamble that came with the first bytes of TLS.
  const preamble = new (class extends Recorder {
    override dataReceived(data: Uint8Array): void {
      const transport = this.transport as ProtocolWrapper;
      server.transport = transport;
      transport.unread(data.subarray(3));
      transport.setProtocol(server);
      transport.startTLS(new CertificateOptions(testCertificates.server));
    }
  })();
  ISwitchableTransport(server.transport).setProtocol(preamble);
  preamble.makeConnection(server.transport);
  client.transport.write(bytes("pre"));
  const trustRoot = testCertificates.authority;
  ITLSTransport(client.transport).startTLS(optionsForClientTLS("localhost", { trustRoot }));
  client.transport.write(bytes("secret"));
  network.advance(1);
  assert.deepEqual(server.events, ["made", "data secret"]);
  // … and plaintext of TLS can be put back as well.
  ISwitchableTransport(server.transport).unread(bytes("again"));
  client.transport.write(bytes("more"));
  network.advance(1);
  assert.deepEqual(server.events, ["made", "data secret", "data again", "data more"]);
  client.transport.loseConnection();
  await network.advanceAsync(20);
  assert.equal(server.events.at(-1), "lost ConnectionDone");
  const plain = new ProtocolWrapper(new WrappingFactory(Protocol), new Protocol());
  plain.makeConnection(new StringTransport());
  assert.throws(() => plain.unread(bytes("x")), { name: "NotSupportedError" });
});

test("what can be drained can be through wrappers, and only that, also after a change of protocols", () => {
  class Drainable extends Protocol implements IDrainable {
    static {
      implementer(IDrainable)(this);
    }
    drain(): string {
      return "drained";
    }
  }
  const factory = new WrappingFactory(new WrappingFactory(Protocol));
  const outer = factory.buildProtocol(new IPv4Address("TCP", "10.0.0.1", 1)) as ProtocolWrapper;
  outer.makeConnection(new StringTransport());
  const inner = outer.wrappedProtocol as ProtocolWrapper;
  assert.equal(IDrainable.providedBy(outer), false);
  inner.setProtocol(new Drainable());
  assert.ok(IDrainable.providedBy(outer as unknown));
  assert.equal(outer.drain(), "drained");
  inner.setProtocol(new Protocol());
  assert.equal(IDrainable.providedBy(outer), false);
});

test("a transport that can linger can through wrappers; another one cannot", () => {
  const server = new Recorder();
  const client = new Recorder();
  const network = pair(server, client);
  assert.ok(ILingeringTransport.providedBy(server.transport));
  server.transport.lingeringClose(1);
  network.advance(1);
  assert.deepEqual(client.events, ["made", "lost ConnectionDone"]);
  const wrapper = new WrappingFactory(Protocol).buildProtocol(
    new IPv4Address("TCP", "10.0.0.1", 1),
  );
  wrapper?.makeConnection(new StringTransport());
  assert.equal(ILingeringTransport.providedBy(wrapper), false);
  assert.throws(() => wrapper?.lingeringClose(1), /StringTransport has no lingeringClose/);
});
