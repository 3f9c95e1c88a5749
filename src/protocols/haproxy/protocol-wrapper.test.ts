import assert from "node:assert/strict";
import { test } from "node:test";
import { implementer } from "../../components/index.ts";
import type { Failure } from "../../deferred/index.ts";
import { TCPClientEndpoint, TCPServerEndpoint } from "../../endpoints/index.ts";
import { capturedLogs } from "../../logger/index.ts";
import {
  CertificateOptions,
  hostAddress,
  type IAddress,
  IHalfCloseableProtocol,
  INegotiated,
  ITLSTransport,
  optionsForClientTLS,
} from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { nodeTLS } from "../../platform/node/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { testCertificates } from "../../testing/index.ts";
import { Factory } from "../factory.ts";
import { WrappingFactory } from "../policies/index.ts";
import { Protocol } from "../protocol.ts";
import { HAProxyProtocolWrapper, proxyInfoOf } from "./protocol-wrapper.ts";
import { encodeProxyV1 } from "./version-1.ts";
import { encodeProxyV2 } from "./version-2.ts";
import { type HAProxyOptions, HAProxyWrappingFactory } from "./wrapping-factory.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const from = hostAddress("TCP", "1.2.3.4", 5);
const to = hostAddress("TCP", "6.7.8.9", 10);
const V1 = encodeProxyV1(from, to);
const V2 = encodeProxyV2(from, to);

/** A server behind the protocol, and a client that is a proxy by hand. */
class Stage {
  readonly network: MemoryNetwork = new MemoryNetwork();
  readonly events: string[] = [];
  readonly built: Server[] = [];
  readonly client: Protocol & { ended: string } = new (class extends Protocol {
    ended = "";
    override connectionLost(reason: Failure): void {
      this.ended = reason.value.name;
    }
  })();
  readonly factory: HAProxyWrappingFactory;

  constructor(act: Partial<Server> = {}, options: Partial<HAProxyOptions> = {}) {
    const tls = nodeTLS();
    const reactor = reactorOn({ ...this.network.host("server"), tls });
    const { events, built } = this;
    class Servers extends Factory<Server> {
      override noisy = false;
      override buildProtocol(peer: IAddress): Server {
        events.push(`built for ${peer}`);
        const server = Object.assign(new Server(events), act);
        built.push(server);
        return server;
      }
    }
    this.factory = new HAProxyWrappingFactory(new Servers(), reactor, options);
    this.factory.headerRefused = (peer, reason) => events.push(`${peer} ${reason.name}`);
    new TCPServerEndpoint(reactor, 80).listen(this.factory);
    const clients = reactorOn({ ...this.network.host("proxy"), tls });
    new TCPClientEndpoint(clients, "server", 80).connect(() => this.client).addErrback(() => {});
    this.pass();
  }

  pass(seconds = 1): void {
    this.network.advance(seconds);
  }

  send(...pieces: Uint8Array[]): void {
    for (const piece of pieces) {
      this.client.transport.write(piece);
      this.pass(0.01);
    }
  }
}

class Server extends Protocol {
  readonly events: string[];
  constructor(events: string[]) {
    super();
    this.events = events;
  }
  override connectionMade(): void {
    this.events.push(`made ${this.transport.getPeer()} ${this.transport.getHost()}`);
  }
  override dataReceived(data: Uint8Array): void {
    this.events.push(new TextDecoder().decode(data));
  }
  override connectionLost(reason: Failure): void {
    this.events.push(`${reason.value.name} ${this.transport.getPeer()}`);
  }
}

const MADE = ["built for 1.2.3.4:5", "made 1.2.3.4:5 6.7.8.9:10"];

test("F13: connectionMade runs after the header, and getPeer and getHost are those of the header", () => {
  for (const header of [V1, V2]) {
    const stage = new Stage();
    assert.deepEqual(stage.events, []);
    stage.send(header);
    assert.deepEqual(stage.events, MADE);
    stage.send(bytes("hello"));
    stage.client.transport.loseConnection();
    stage.pass();
    assert.deepEqual(stage.events.slice(2), ["hello", "ConnectionDone 1.2.3.4:5"]);
    assert.equal(stage.factory.protocols.size, 0);
  }
});

test("F13: the header may come byte by byte, and with what follows it", () => {
  for (const header of [V1, V2])
    for (let cut = 1; cut <= header.length; cut++) {
      const stage = new Stage();
      const all = [...header, ...bytes("hello")];
      stage.send(Uint8Array.from(all.slice(0, cut)), Uint8Array.from(all.slice(cut)));
      assert.deepEqual(stage.events, [...MADE, "hello"]);
    }
  const slow = new Stage();
  slow.send(...Array.from(V1, (byte) => Uint8Array.of(byte)));
  assert.deepEqual(slow.events, MADE);
});

test("LOCAL and UNKNOWN: the addresses of the connection itself", () => {
  for (const header of [encodeProxyV2(null, null), bytes("PROXY UNKNOWN\r\n")]) {
    const stage = new Stage();
    stage.send(header);
    assert.match(stage.events.join(), /^built for proxy:\d+,made proxy:\d+ server:80$/);
  }
});

test("what is said besides addresses is there for the protocol, below other wrappers too", () => {
  const stage = new Stage();
  stage.send(encodeProxyV2(from, to, { tlvs: [{ type: 2, value: bytes("example.com") }] }));
  const [server] = stage.built;
  assert.equal(proxyInfoOf(server!.transport)?.authority, "example.com");
  const { transport } = server!;
  assert.ok(transport instanceof HAProxyProtocolWrapper);
  const below = new WrappingFactory(() => new Protocol()).buildProtocol(from)!;
  below.makeConnection(transport);
  assert.equal(proxyInfoOf(below.wrappedProtocol.transport), transport.proxyInfo);
  assert.equal(proxyInfoOf(stage.client.transport), null);
});

test("half a header for ever: the deadline ends it, and the reason is typed", () => {
  for (const pieces of [[], [V1.subarray(0, 10)], [V2.subarray(0, 15)]]) {
    const stage = new Stage();
    stage.send(...pieces);
    stage.pass(2.9);
    assert.equal(stage.client.ended, "");
    stage.pass(2);
    assert.match(stage.events.join(), /^proxy:\d+ ProxyHeaderTimedOut$/);
    assert.equal(stage.client.ended, "ConnectionLost");
    assert.equal(stage.factory.protocols.size, 0);
  }
  const quick = new Stage({}, { seconds: 1 });
  quick.pass(1);
  assert.equal(quick.client.ended, "ConnectionLost");
});

test("the deadline is for the header alone, and nothing of it is left", () => {
  const stage = new Stage();
  stage.send(V2);
  stage.pass(100);
  assert.deepEqual([stage.events, stage.client.ended], [MADE, ""]);
  const gone = new Stage();
  gone.client.transport.loseConnection();
  gone.pass(100);
  assert.deepEqual(gone.events, []);
  assert.equal(gone.factory.protocols.size, 0);
});

test("what is no header is refused with its first byte, by a reset", () => {
  for (const wrong of ["GET / HTTP/1.1\r\n", "Q", "PROXY TCP9 \r\n", "\x16\x03\x01"]) {
    const stage = new Stage();
    stage.send(bytes(wrong));
    assert.equal(stage.client.ended, "ConnectionLost", wrong);
    assert.match(stage.events.join(), /^proxy:\d+ Invalid(ProxyHeader|NetworkProtocol)$/);
  }
  const long = new Stage({}, { maxLength: 100 });
  long.send(encodeProxyV2(from, to, { tlvs: [{ type: 0xe0, value: new Uint8Array(100) }] }));
  assert.match(long.events.join(), /ProxyHeaderTooLongError$/);
});

test("a second header is data like any other", () => {
  const stage = new Stage();
  stage.send(Uint8Array.from([...V1, ...encodeProxyV1(to, from)]));
  assert.deepEqual(stage.events, [...MADE, "PROXY TCP4 6.7.8.9 1.2.3.4 10 5\r\n"]);
});

test("two proxies, one behind the other: two headers, the inner one counts", () => {
  const stage = new Stage();
  const inner = new HAProxyWrappingFactory(() => new Server(stage.events), stage.factory.clock);
  Object.assign(stage.factory.wrappedFactory, {
    buildProtocol: (peer: IAddress) => inner.buildProtocol(peer),
  });
  stage.send(Uint8Array.from([...V1, ...encodeProxyV2(to, from), ...bytes("hello")]));
  assert.deepEqual(stage.events, ["made 6.7.8.9:10 1.2.3.4:5", "hello"]);
});

test("a protocol that pauses at once gets what came behind the header when it resumes", () => {
  const stage = new Stage({
    connectionMade(this: Server) {
      this.transport.pauseProducing();
    },
  });
  stage.send(Uint8Array.from([...V2, ...bytes("hello")]));
  stage.client.transport.loseConnection();
  stage.pass(10);
  assert.deepEqual(stage.events, MADE.slice(0, 1));
  stage.built[0]!.transport.resumeProducing();
  stage.pass();
  assert.deepEqual(stage.events.slice(1), ["hello", "ConnectionDone 1.2.3.4:5"]);
});

test("PROXY, then TLS: it begins after the header, also where its first bytes came with that", () => {
  const { server, authority } = testCertificates;
  const stage = new Stage({
    connectionMade(this: Server) {
      ITLSTransport(this.transport).startTLS(new CertificateOptions(server));
    },
  });
  const { client } = stage;
  client.transport.write(V2);
  const options = optionsForClientTLS("localhost", { trustRoot: authority });
  ITLSTransport(client.transport).startTLS(options);
  client.transport.write(bytes("secret"));
  stage.pass();
  assert.deepEqual(stage.events, ["built for 1.2.3.4:5", "secret"]);
  assert.ok(ITLSTransport(stage.built[0]!.transport).TLS);
});

test("PROXY, then TLS: the handshake goes on while the protocol is paused, and nothing else", async () => {
  const { server, authority } = testCertificates;
  const stage = new Stage({
    connectionMade(this: Server) {
      this.transport.pauseProducing();
      ITLSTransport(this.transport).startTLS(new CertificateOptions(server));
    },
  });
  const { client } = stage;
  client.transport.write(V1);
  const options = optionsForClientTLS("localhost", { trustRoot: authority });
  ITLSTransport(client.transport).startTLS(options);
  client.transport.write(bytes("secret"));
  stage.pass();
  assert.notEqual(INegotiated(client.transport).getPeerCertificate(), null);
  assert.deepEqual(stage.events, ["built for 1.2.3.4:5"]);
  stage.built[0]!.transport.resumeProducing();
  await stage.network.advanceAsync(1);
  assert.deepEqual(stage.events, ["built for 1.2.3.4:5", "secret"]);
});

test("X11: half of a connection can be closed behind the header, by who wants that", () => {
  class Half extends Server implements IHalfCloseableProtocol {
    static {
      implementer(IHalfCloseableProtocol)(this);
    }
    readConnectionLost(): void {
      this.events.push("read lost");
      this.transport.write(bytes("the rest"));
      this.transport.loseConnection();
    }
    writeConnectionLost(): void {}
  }
  const stage = new Stage();
  Object.assign(stage.factory.wrappedFactory, { buildProtocol: () => new Half(stage.events) });
  const heard: string[] = [];
  stage.client.dataReceived = (data) => {
    heard.push(new TextDecoder().decode(data));
  };
  stage.client.transport.write(V1);
  stage.client.transport.loseWriteConnection();
  stage.pass();
  assert.deepEqual(stage.events.slice(1), ["read lost", "ConnectionDone 1.2.3.4:5"]);
  assert.deepEqual(heard, ["the rest"]);
});

test("X14: who is refused for the address of the header is closed", () => {
  const stage = new Stage();
  Object.assign(stage.factory.wrappedFactory, { buildProtocol: () => null });
  stage.send(V1);
  stage.pass();
  assert.equal(stage.client.ended, "ConnectionDone");
  assert.equal(stage.factory.protocols.size, 0);
});

test("X10: what the factory or the protocol throws is logged, and ends the connection", () => {
  const boom = () => {
    throw new RangeError("boom");
  };
  for (const wrong of [{ buildProtocol: boom }, { buildProtocol: () => undefined }]) {
    const stage = new Stage();
    Object.assign(stage.factory.wrappedFactory, wrong);
    const logged = capturedLogs(() => stage.send(V1));
    assert.equal(stage.client.ended, "ConnectionDone");
    assert.equal(logged.filter(({ log_failure }) => log_failure !== undefined).length, 1);
  }
});

test("it is called in the log what the protocol is and, before that, what the factory is", () => {
  const stage = new Stage();
  const [wrapper] = stage.factory.protocols;
  assert.match(wrapper!.logPrefix(), / \(PROXY\)$/);
  stage.send(V1);
  assert.equal(wrapper!.logPrefix(), "Server");
});
