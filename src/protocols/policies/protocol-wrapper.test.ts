import assert from "node:assert/strict";
import { test } from "node:test";
import { alsoProvides, verifyObject } from "../../components/index.ts";
import type { Failure } from "../../deferred/index.ts";
import {
  CertificateOptions,
  IHalfCloseableProtocol,
  IHandshakeListener,
  INegotiated,
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
  Object.assign(factory, {
    startedConnecting() {},
    clientConnectionFailed() {},
    clientConnectionLost() {},
  });
  reactorOn({ ...network.host("c"), tls }).connectTCP("s", 80, factory as never);
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
