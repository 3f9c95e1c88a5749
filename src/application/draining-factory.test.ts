import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../deferred/index.ts";
import {
  SSLServerEndpoint,
  TCPClientEndpoint,
  TCPServerEndpoint,
  wrapClientTLS,
} from "../endpoints/index.ts";
import { capturedLogs } from "../logger/index.ts";
import {
  CertificateOptions,
  IPv4Address,
  type ISwitchableTransport,
  optionsForClientTLS,
} from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { nodeTLS } from "../platform/node/index.ts";
import { proxyClientEndpoint, proxyEndpoint } from "../protocols/haproxy/index.ts";
import { Protocol, TimeoutFactory, WrappingFactory } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { StringTransport, testCertificates } from "../testing/index.ts";
import { Clock } from "../time/index.ts";
import { bytes, Drainable, Recorder } from "./draining.test-fixture.ts";
import { DrainingFactory } from "./draining-factory.ts";
import { StreamServerEndpointService } from "./stream-server-endpoint-service.ts";

/** `server` behind the factory that is to be drained, with `client` connected to it. */
function world<P extends Recorder>(server: P, source: () => unknown = () => server) {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("server"));
  const factory = new DrainingFactory(source as () => P);
  const client = new Recorder();
  reactor.listenTCP(80, factory);
  reactorOn(network.host("client")).connectTCP("server", 80, new WrappingFactory(() => client));
  network.advance(1);
  assert.ok(client.connected);
  return { network, reactor, factory, server, client };
}

test("a protocol that knows nothing of it is closed, after a flush, and hears no more", () => {
  const { network, factory, server, client } = world(new Recorder());
  server.transport.write(new Uint8Array(100_000));
  const drained = factory.drain();
  client.transport.write(bytes("too late"));
  network.advance(0.5);
  assert.deepEqual(server.events, ["ConnectionDone"]);
  assert.equal(client.events.slice(0, -1).join("").length, 100_000);
  assert.equal(client.events.at(-1), "ConnectionDone");
  assert.equal(drained.called, true);
});

test("… though it is the producer of what it writes, as an echo is, under policies as well", () => {
  class Echo extends Recorder {
    override connectionMade(): void {
      this.transport.registerProducer(this.transport, true);
    }
  }
  for (const around of [
    (build: () => Echo): unknown => build,
    (build: () => Echo) => new TimeoutFactory(build, new Clock(), { seconds: 60 }),
  ]) {
    const server = new Echo();
    const { network, factory, client } = world(server, around(() => server) as () => Echo);
    server.transport.write(bytes("echo"));
    const drained = factory.drain();
    network.advance(0.5);
    assert.deepEqual(client.events, ["echo", "ConnectionDone"]);
    assert.deepEqual(server.events, ["ConnectionDone"]);
    assert.equal(drained.called, true);
  }
});

test("… when what its async dataReceived does is done", async () => {
  const { network, factory, server, client } = world(new Recorder());
  const answer = new Deferred<string>();
  server.act = () => answer.addCallback((text) => server.transport.write(bytes(text)));
  client.transport.write(bytes("ask"));
  network.advance(1);
  const drained = factory.drain();
  client.transport.write(bytes("more"));
  network.advance(100);
  assert.equal(drained.called, false);
  answer.callback("answer");
  await answer;
  await null;
  network.advance(1);
  assert.deepEqual(server.events, ["ask", "ConnectionDone"]);
  assert.deepEqual(client.events, ["answer", "ConnectionDone"]);
});

test("one that can be drained is, once, and closed when it says so", () => {
  const { network, factory, server, client } = world(new Drainable());
  const drained = factory.drain();
  assert.deepEqual([server.drains, factory.drain().called], [1, false]);
  client.transport.write(bytes("the rest"));
  network.advance(100);
  assert.deepEqual([server.events, server.drains], [["the rest"], 1]);
  server.answered.callback(undefined);
  server.transport.write(bytes("in the same turn"));
  network.advance(1);
  assert.deepEqual(client.events, ["in the same turn", "ConnectionDone"]);
  assert.equal(drained.called, true);
});

test("one whose drain fails is aborted, with that as the reason, and it is logged", () => {
  const { network, factory, server } = world(new Drainable());
  const events = capturedLogs(() => {
    const drained = factory.drain();
    server.answered.errback(new TypeError("no such table"));
    network.advance(1);
    assert.equal(drained.called, true);
  });
  assert.deepEqual(server.events, ["TypeError"]);
  assert.match(String(events[0]?.log_failure), /no such table/);
});

test("one that is lost while it is drained is drained, whatever it says later", () => {
  for (const end of [
    (answered: Deferred<void>) => answered.callback(undefined),
    (answered: Deferred<void>) => answered.errback(new Error("gone")),
  ]) {
    const { network, factory, server, client } = world(new Drainable());
    const drained = factory.drain();
    client.transport.abortConnection();
    network.advance(1);
    assert.deepEqual([drained.called, server.events], [true, ["ConnectionLost"]]);
    end(server.answered);
    network.advance(1);
  }
});

test("another protocol has taken over before: that one is drained", () => {
  const { network, factory, server, client } = world(new Recorder());
  const next = new Drainable();
  (server.transport as ISwitchableTransport).setProtocol(next);
  next.makeConnection(server.transport);
  const drained = factory.drain();
  assert.equal(next.drains, 1);
  next.answered.callback(undefined);
  network.advance(1);
  assert.deepEqual([server.events, next.events], [[], ["ConnectionDone"]]);
  assert.deepEqual([drained.called, client.events], [true, ["ConnectionDone"]]);
});

test("another protocol takes over while the first is drained: both are", () => {
  const { network, factory, server } = world(new Drainable());
  const drained = factory.drain();
  const next = new Drainable();
  (server.transport as ISwitchableTransport).setProtocol(next);
  next.makeConnection(server.transport);
  server.answered.callback(undefined);
  network.advance(1);
  assert.deepEqual([next.drains, drained.called], [1, false]);
  next.answered.callback(undefined);
  network.advance(1);
  assert.equal(drained.called, true);
});

test("policies between do not keep it from that", () => {
  const server = new Drainable();
  const clock = reactorOn(new MemoryNetwork().host("clock"));
  const policy = new TimeoutFactory(() => server, clock, { seconds: 60 });
  const { network, factory } = world(server, () => policy.buildProtocol({} as never));
  const drained = factory.drain();
  assert.equal(server.drains, 1);
  server.answered.callback(undefined);
  network.advance(1);
  assert.equal(drained.called, true);
});

test("who comes while it drains is refused; one that was built before is drained as it connects", () => {
  const peer = new IPv4Address("TCP", "10.0.0.1", 1);
  const server = new Drainable();
  const factory = new DrainingFactory(() => server);
  const built = factory.buildProtocol(peer);
  const drained = factory.drain();
  assert.equal(drained.called, true);
  assert.equal(factory.buildProtocol(peer), null);
  built?.makeConnection(new StringTransport());
  assert.equal(server.drains, 1);
});

test("over a transport that cannot linger it is closed all the same", () => {
  const factory = new DrainingFactory(Protocol);
  const transport = new StringTransport();
  factory.buildProtocol(new IPv4Address("TCP", "10.0.0.1", 1))?.makeConnection(transport);
  factory.drain();
  assert.equal(transport.disconnecting, true);
});

test("closeAll ends those that do not come to an end", () => {
  const { network, factory, server, client } = world(new Drainable());
  const drained = factory.drain();
  server.transport.write(bytes("so far"));
  factory.closeAll();
  network.advance(1);
  assert.deepEqual([drained.called, client.events], [true, ["so far", "ConnectionDone"]]);
});

test("over TLS, and behind a proxy: it is drained like any other, and its answer comes", async () => {
  const tls = new CertificateOptions(testCertificates.server);
  const trustRoot = [testCertificates.authority];
  for (const isSecure of [true, false]) {
    const network = new MemoryNetwork();
    const [server, client] = [new Drainable(), new Recorder()];
    const [here, there] = ["server", "client"].map((name) =>
      reactorOn({ ...network.host(name), tls: nodeTLS() }),
    );
    const service = new StreamServerEndpointService(
      isSecure
        ? new SSLServerEndpoint(here!, 443, { tls })
        : proxyEndpoint(new TCPServerEndpoint(here!, 443), here!),
      () => server,
    );
    service.startService();
    await network.advanceAsync(1);
    const to = new TCPClientEndpoint(there!, "server", 443);
    const endpoint = isSecure
      ? wrapClientTLS(optionsForClientTLS("localhost", { trustRoot }), to)
      : proxyClientEndpoint(to, { version: "v2" });
    endpoint.connect(() => client);
    await network.advanceAsync(1);
    client.transport.write(bytes("ask"));
    await network.advanceAsync(1);
    const drained = service.drainService();
    await network.advanceAsync(1);
    assert.deepEqual([server.events, server.drains, drained.called], [["ask"], 1, false]);
    server.transport.write(bytes("answer"));
    server.answered.callback(undefined);
    await network.advanceAsync(1);
    assert.deepEqual(client.events, ["answer", "ConnectionDone"]);
    assert.equal(drained.called, true);
  }
});

test("one that cannot be drained and hands over to one that can: that hears what it still needs", () => {
  const later = new Drainable();
  const { network, factory, server, client } = world(new Recorder());
  const handedOver = new Deferred<void>();
  server.act = () =>
    handedOver.addCallback(() => {
      (server.transport as unknown as ISwitchableTransport).setProtocol(later);
      later.makeConnection(server.transport);
    });
  client.transport.write(bytes("upgrade"));
  network.advance(1);
  const drained = factory.drain();
  network.advance(1);
  handedOver.callback(undefined);
  client.transport.write(bytes("the rest of the request"));
  network.advance(1);
  assert.deepEqual([later.events, later.drains], [["the rest of the request"], 1]);
  assert.equal(drained.called, false);
  later.answered.callback(undefined);
  network.advance(1);
  assert.equal(drained.called, true);
});
