import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { type Interface, verifyObject } from "../../components/index.ts";
import type { Failure } from "../../deferred/index.ts";
import { TCPClientEndpoint, TCPServerEndpoint } from "../../endpoints/index.ts";
import {
  CannotListenError,
  CertificateOptions,
  ConnectingCancelledError,
  ConnectionRefusedError,
  type IConnector,
  type IProtocol,
  IReactorCore,
  IReactorFDSet,
  IReactorMulticast,
  IReactorRandom,
  IReactorSocket,
  IReactorSSL,
  IReactorTCP,
  IReactorUDP,
  IReactorUNIX,
  IUNIXTransport,
  optionsForClientTLS,
  TimeoutError,
} from "../../net/index.ts";
import { ClientFactory, DatagramProtocol, Factory, type Protocol } from "../../protocols/index.ts";
import { testCertificates } from "../conformance/index.ts";
import { AccumulatingProtocol } from "./accumulating-protocol.ts";
import { MemoryReactor } from "./memory-reactor.ts";
import { MemoryReactorClock } from "./memory-reactor-clock.ts";
import { assertNoResult, failureResultOf, successResultOf } from "./results.ts";

class Noting extends ClientFactory {
  readonly events: string[] = [];
  again = false;
  override noisy = false;
  override buildProtocol(): IProtocol {
    return this.adopt(new AccumulatingProtocol());
  }
  override startedConnecting(): void {
    this.events.push("connecting");
  }
  override clientConnectionFailed(connector: IConnector, reason: Failure): void {
    this.events.push(`failed ${reason.value.name}`);
    if (this.again) connector.connect();
  }
  override clientConnectionLost(_connector: IConnector, reason: Failure): void {
    this.events.push(`lost ${reason.value.name}`);
  }
}

const servers = (): Factory => {
  const factory = Factory.forProtocol(AccumulatingProtocol);
  factory.noisy = false;
  return factory as Factory;
};

test("it is what it says that it is", () => {
  const interfaces: readonly Interface<unknown>[] = [
    IReactorCore,
    IReactorTCP,
    IReactorSSL,
    IReactorUNIX,
    IReactorUDP,
    IReactorMulticast,
    IReactorSocket,
    IReactorFDSet,
    IReactorRandom,
  ];
  for (const face of interfaces) verifyObject(face, new MemoryReactor());
});

test("it remembers who listens, and lets clients in", () => {
  const reactor = new MemoryReactor();
  const factory = servers();
  const port = successResultOf(
    reactor.listenTCP(8080, factory, { backlog: 5, interface: "127.0.0.1" }),
  );
  const [request] = reactor.tcpServers;
  const { backlog, interface: host } = request!;
  assert.deepEqual(
    [request?.port, request?.factory, backlog, host],
    [8080, factory, 5, "127.0.0.1"],
  );
  assert.equal(String(port.getHost()), "127.0.0.1:8080");
  assert.equal(factory.numPorts, 1);

  const pump = request!.accept();
  pump.client.transport.write(utf8("hello"));
  pump.flush();
  assert.equal(text((pump.server as AccumulatingProtocol).data), "hello");

  assert.equal(request?.listening, true);
  successResultOf(port.stopListening());
  assert.deepEqual([request?.listening, factory.numPorts], [false, 0]);
});

test("X15: what is listened on already cannot be listened on; both are remembered", () => {
  const reactor = new MemoryReactor();
  const port = successResultOf(reactor.listenTCP(80, servers()));
  failureResultOf(reactor.listenTCP(80, servers(), { interface: "10.0.0.1" }), CannotListenError);
  assert.deepEqual(
    reactor.tcpServers.map(({ listening }) => listening),
    [true, false],
  );
  port.stopListening();
  successResultOf(reactor.listenTCP(80, servers()));
  successResultOf(reactor.listenUNIX("/run/x", servers()));
  failureResultOf(reactor.listenUNIX("/run/x", servers()), CannotListenError);
});

test("what was not said is remembered as the default", () => {
  const reactor = new MemoryReactor();
  reactor.listenTCP(1, servers());
  reactor.connectTCP("db", 2, new Noting());
  reactor.listenUNIX("/s", servers());
  reactor.connectUNIX("/s", new Noting());
  const [{ backlog, interface: host }] = reactor.tcpServers as [(typeof reactor.tcpServers)[0]];
  assert.deepEqual([backlog, host], [50, ""]);
  const [client] = reactor.tcpClients;
  assert.deepEqual([client?.seconds, client?.bindAddress], [30, null]);
  const [unix] = reactor.unixServers;
  assert.deepEqual([unix?.backlog, unix?.mode, unix?.wantPID], [50, 0o666, false]);
  assert.deepEqual(
    [reactor.unixClients[0]?.seconds, reactor.unixClients[0]?.checkPID],
    [30, false],
  );
});

test("an attempt waits until a test has it succeed", () => {
  const reactor = new MemoryReactor();
  const factory = new Noting();
  const connector = reactor.connectTCP("db", 5432, factory, { seconds: 3 });
  const [attempt] = reactor.tcpClients;
  assert.deepEqual([attempt?.host, attempt?.port, attempt?.factory], ["db", 5432, factory]);
  assert.equal(attempt?.connector, connector);
  assert.deepEqual(reactor.connectors, [connector]);
  assert.deepEqual([factory.events, connector.state], [["connecting"], "connecting"]);
  const pump = attempt!.succeed();
  const client = pump.client as AccumulatingProtocol;
  assert.deepEqual([connector.state, client.made, attempt?.pending], ["connected", true, false]);
  assert.equal(client.factory, factory);
  assert.equal(String(client.transport.getPeer()), "db:5432");
  pump.server.transport.write(utf8("welcome"));
  pump.flush();
  assert.equal(text(client.data), "welcome");
  pump.server.transport.loseConnection();
  pump.flush();
  assert.deepEqual(factory.events, ["connecting", "lost ConnectionDone"]);
  assert.throws(() => attempt?.succeed(), RangeError);
  assert.throws(() => attempt?.fail(), RangeError);
});

test("R14: a connector that connects again makes a request of its own", () => {
  const reactor = new MemoryReactor();
  const factory = new Noting();
  factory.again = true;
  const other = new Noting();
  reactor.connectTCP("db", 1, factory);
  reactor.connectTCP("other", 1, other);
  reactor.tcpClients[0]!.fail();
  reactor.tcpClients[2]!.fail(new TimeoutError("mine"));
  assert.deepEqual(
    reactor.tcpClients.map(({ host, pending, connector }) => [
      host,
      pending,
      reactor.connectors.indexOf(connector),
    ]),
    [
      ["db", false, 0],
      ["other", true, 1],
      ["db", false, 0],
      ["db", true, 0],
    ],
  );
  assert.deepEqual(factory.events, [
    "connecting",
    "failed ConnectionRefusedError",
    "connecting",
    "failed TimeoutError",
    "connecting",
  ]);
  const pump = reactor.tcpClients[3]!.succeed();
  assert.equal(reactor.tcpClients[0]!.built(), null);
  assert.equal(reactor.tcpClients[3]!.built(), pump.client);
});

test("an attempt that was given up, and one that was made from inside of the first", () => {
  const reactor = new MemoryReactor();
  const factory = new Noting();
  factory.startedConnecting = (connector?: IConnector) => {
    if (factory.events.length === 0) {
      factory.again = true;
      factory.events.push("stopped");
      connector?.stopConnecting();
    }
  };
  reactor.connectTCP("db", 1, factory);
  assert.deepEqual(factory.events, ["stopped", "failed UserError"]);
  assert.deepEqual(
    reactor.tcpClients.map(({ pending }) => pending),
    [false, true],
  );
  assert.equal(reactor.tcpClients[1]?.connector, reactor.connectors[0]);
});

test("endpoints work on it", () => {
  const reactor = new MemoryReactor();
  const connecting = new TCPClientEndpoint(reactor, "db", 1).connect(AccumulatingProtocol);
  assertNoResult(connecting);
  const { client } = reactor.tcpClients[0]!.succeed();
  assert.equal(successResultOf(connecting), client);

  const failing = new TCPClientEndpoint(reactor, "db", 1).connect(AccumulatingProtocol);
  reactor.tcpClients[1]!.fail();
  failureResultOf(failing, ConnectionRefusedError);

  const cancelled = new TCPClientEndpoint(reactor, "db", 1).connect(AccumulatingProtocol);
  cancelled.cancel();
  failureResultOf(cancelled, ConnectingCancelledError);
  assert.equal(reactor.tcpClients[2]?.pending, false);

  successResultOf(new TCPServerEndpoint(reactor, 80).listen(AccumulatingProtocol));
  assert.equal(reactor.tcpServers[0]?.port, 80);
});

test("X18: attempts run out of time", () => {
  const reactor = new MemoryReactorClock();
  const factory = new Noting();
  reactor.connectTCP("db", 1, factory, { seconds: 3 });
  reactor.advance(2.9);
  assert.deepEqual(factory.events, ["connecting"]);
  reactor.advance(0.1);
  assert.deepEqual(factory.events, ["connecting", "failed TimeoutError"]);
});

test("TLS is remembered, and without an engine nothing is encrypted", () => {
  const reactor = new MemoryReactor();
  const tls = new CertificateOptions(testCertificates.server);
  const clientTLS = optionsForClientTLS("db");
  const factory = servers();
  reactor.listenSSL(443, factory, tls, { backlog: 2 });
  const connector = reactor.connectSSL("db", 443, new Noting(), clientTLS);
  const [server] = reactor.sslServers;
  assert.deepEqual([server?.port, server?.tls, server?.backlog], [443, tls, 2]);
  const [client] = reactor.sslClients;
  assert.deepEqual([client?.host, client?.tls, client?.connector], ["db", clientTLS, connector]);
  const pump = client!.succeed(new AccumulatingProtocol());
  (pump.client as AccumulatingProtocol).transport.write(utf8("plain"));
  pump.flush();
  assert.equal(text(pump.server.data), "plain");
});

test("UNIX sockets are remembered, and connected", () => {
  const reactor = new MemoryReactor();
  const factory = servers();
  reactor.listenUNIX("/run/x", factory, { backlog: 3, mode: 0o600, wantPID: true });
  const [server] = reactor.unixServers;
  assert.deepEqual([server?.path, server?.mode, server?.wantPID], ["/run/x", 0o600, true]);
  reactor.connectUNIX("/run/x", new Noting(), { checkPID: true });
  assert.equal(reactor.unixClients[0]?.checkPID, true);
  const { client } = reactor.join(reactor.unixClients[0]!, server!);
  assert.ok(IUNIXTransport.providedBy((client as Protocol).transport));
});

test("UDP ports keep what is sent, and get what they are given", () => {
  class Answering extends DatagramProtocol {
    refused = 0;
    override startProtocol(): void {
      this.transport.joinGroup("224.0.0.1");
    }
    override datagramReceived(data: Uint8Array, from: { host: string; port: number }): void {
      this.transport.write(data, from);
    }
    override connectionRefused(): void {
      this.refused += 1;
    }
  }
  const reactor = new MemoryReactor();
  const protocol = new Answering();
  const port = successResultOf(reactor.listenUDP(53, protocol, { maxPacketSize: 3 }));
  const [request] = reactor.udpPorts;
  assert.deepEqual([request?.port, request?.protocol], [53, protocol]);
  assert.deepEqual([request?.interface, request?.maxPacketSize], ["", 3]);
  assert.deepEqual([...request!.groups], ["224.0.0.1"]);
  request!.receive(utf8("ping"), { host: "10.0.0.9", port: 9 });
  assert.equal(text(request!.written[0]!.packet), "pin");
  port.connect("10.0.0.9", 9);
  request!.refuse();
  assert.equal(protocol.refused, 1);
  assert.equal(request?.listening, true);
  port.stopListening();
  assert.equal(request?.listening, false);
  reactor.listenMulticast(54, new Answering(), { listenMultiple: true });
  assert.equal(reactor.udpPorts[1]?.listenMultiple, true);
});

test("descriptors are remembered, and connections of them made", () => {
  const reactor = new MemoryReactor();
  const factory = servers();
  successResultOf(reactor.adoptStreamPort(3, factory));
  assert.deepEqual([reactor.adoptedPorts[0]?.fd, reactor.adoptedPorts[0]?.factory], [3, factory]);
  const adopting = reactor.adoptStreamConnection(4, factory);
  assertNoResult(adopting);
  const { client } = reactor.adoptedStreamConnections[0]!.succeed();
  assert.equal(successResultOf(adopting), client);
});
