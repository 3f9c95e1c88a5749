import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConnectionDescription, IStreamTransport, ReactorDescription } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { ClientFactory, Factory, Protocol, TimeoutFactory } from "../protocols/index.ts";
import { reactorOn } from "./reactor.ts";

class Quiet extends Protocol {
  declare transport: IStreamTransport;
}
class Echo extends Quiet {
  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
  }
}

/** A server at port 7, and a client of it. */
function world(server: new () => Protocol = Echo) {
  const network = new MemoryNetwork();
  const [a, b] = [reactorOn(network.host("a")), reactorOn(network.host("b"))];
  const served: Protocol[] = [];
  const factory = new Factory();
  factory.buildProtocol = () => {
    const protocol = new server();
    served.push(protocol);
    return protocol;
  };
  const port = a.listenTCP(7, factory);
  network.advance(1);
  const connect = (): Quiet => {
    let made!: Quiet;
    const clients = new (class extends ClientFactory {
      override buildProtocol(): Quiet {
        made = new Quiet();
        return made;
      }
    })();
    b.connectTCP("a", 7, clients);
    network.advance(1);
    return made;
  };
  const only = (described: ReactorDescription): ConnectionDescription => {
    assert.equal(described.connections.length, 1);
    return described.connections[0]!;
  };
  return { network, a, b, port, connect, served, only };
}

test("a connection says who, since when, how many bytes, and what it came in by", () => {
  const { network, a, b, connect, only } = world();
  const client = connect();
  client.transport.write(new Uint8Array(1000));
  network.advance(2);
  const { port, id, ...here } = only(a.describe());
  assert.deepEqual(here, {
    place: null,
    kind: "TCP",
    tls: false,
    negotiated: null,
    host: String(client.transport.getPeer()),
    peer: String(client.transport.getHost()),
    state: "open",
    origin: "accepted",
    protocol: "Echo",
    wrappers: [],
    figures: null,
    ageSeconds: here.ageSeconds,
    bytesIn: 1000,
    bytesOut: 1000,
    bufferedBytes: 0,
    paused: false,
    producer: null,
  });
  assert.ok(here.ageSeconds > 2 && here.ageSeconds <= 3, String(here.ageSeconds));
  assert.equal(a.describe().ports[0]?.id, port);
  assert.equal(only(a.describe()).id, id);
  const there = only(b.describe());
  assert.deepEqual([there.origin, there.port, there.protocol], ["connected", null, "Quiet"]);
  assert.deepEqual([there.bytesIn, there.bytesOut], [1000, 1000]);
});

test("what was written is what the host has taken, and what is buffered", () => {
  const ALL = 20_000_000;
  const { network, a, connect, served, only } = world(Quiet);
  const client = connect();
  client.transport.pauseProducing();
  (served[0] as Quiet).transport.write(new Uint8Array(ALL));
  network.advance(5);
  const stuck = only(a.describe());
  assert.ok(stuck.bufferedBytes > 100_000, String(stuck.bufferedBytes));
  assert.equal(stuck.bytesOut + stuck.bufferedBytes, ALL);
  client.transport.resumeProducing();
  network.advance(120);
  const sent = only(a.describe());
  assert.deepEqual([sent.bytesOut, sent.bufferedBytes], [ALL, 0]);
});

test("it says how far it is with its end, and who holds it up", () => {
  const { network, a, b, connect, served, only } = world(Quiet);
  const client = connect();
  const server = (served[0] as Quiet).transport;
  server.registerProducer({ pauseProducing() {}, resumeProducing() {}, stopProducing() {} }, true);
  server.pauseProducing();
  client.transport.loseWriteConnection();
  const here = only(a.describe());
  assert.deepEqual(here.producer, { name: "Object", streaming: true, paused: false });
  assert.deepEqual([here.paused, here.state], [true, "open"]);
  assert.equal(only(b.describe()).state, "write-closed");
  client.transport.pauseProducing();
  server.write(new Uint8Array(1_000_000));
  assert.equal(only(a.describe()).producer?.paused, true);
  server.loseConnection();
  assert.equal(only(a.describe()).state, "closing");
  server.unregisterProducer();
  client.transport.abortConnection();
  network.advance(5);
  assert.deepEqual([a.describe().connections, b.describe().connections], [[], []]);
  assert.equal(a.describe().counts.connectionsSoFar, 1);
});

test("bytes that were put back are counted once", () => {
  class Switching extends Quiet {
    override dataReceived(data: Uint8Array): void {
      const transport = this.transport as IStreamTransport & {
        unread(data: Uint8Array): void;
        setProtocol(protocol: Protocol): void;
      };
      const next = new Echo();
      transport.setProtocol(next);
      next.makeConnection(transport);
      transport.unread(data);
    }
  }
  const { network, a, connect, only } = world(Switching);
  connect().transport.write(new Uint8Array(10));
  network.advance(1);
  const { protocol, bytesIn, bytesOut } = only(a.describe());
  assert.deepEqual([protocol, bytesIn, bytesOut], ["Echo", 10, 10]);
});

test("the protocol is the one inside, and what is around it is told as well", () => {
  const network = new MemoryNetwork();
  const [a, b] = [reactorOn(network.host("a")), reactorOn(network.host("b"))];
  a.listenTCP(7, new TimeoutFactory(Factory.forProtocol(Echo), a, { seconds: 60 }));
  network.advance(1);
  b.connectTCP("a", 7, ClientFactory.forProtocol(Protocol));
  network.advance(1);
  const [connection] = a.describe().connections;
  assert.deepEqual([connection?.protocol, connection?.wrappers.length], ["Echo", 1]);
  assert.match(connection?.wrappers[0] ?? "", /Timeout/);
});

test("an attempt says where to, and how much time it has", () => {
  const network = new MemoryNetwork();
  const b = reactorOn(network.host("b"));
  network.host("a");
  network.partition(["a"], ["b"]);
  b.connectTCP("a", 7, ClientFactory.forProtocol(Quiet), { seconds: 20 });
  network.advance(5);
  const { attempts, counts } = b.describe();
  assert.deepEqual(
    attempts.map(({ id: _, ...others }) => others),
    [
      {
        place: null,
        to: "a:7",
        tls: false,
        factory: "ClientFactory of Quiet",
        ageSeconds: 5,
        secondsLeft: 15,
      },
    ],
  );
  assert.equal(counts.attempts, 1);
  network.advance(20);
  assert.deepEqual(b.describe().attempts, []);
});

test("a port counts those that have come in by it, and of many connections the foremost are told", () => {
  const { network, a, b, connect } = world();
  const clients = [connect(), connect(), connect()];
  clients[1]!.transport.write(new Uint8Array(500));
  clients[2]!.transport.write(new Uint8Array(100));
  network.advance(1);
  const { ports, counts } = a.describe({ most: 2, by: "bytesIn" });
  assert.deepEqual(
    ports.map(({ kind, tls, factory, state, connections }) => [
      ...[kind, tls, factory, state, connections],
    ]),
    [["TCP", false, "Factory", "open", 3]],
  );
  assert.equal(counts.connections, 3);
  const bytes = (d: ReactorDescription): number[] => d.connections.map(({ bytesIn }) => bytesIn);
  assert.deepEqual(bytes(a.describe({ most: 2, by: "bytesIn" })), [500, 100]);
  assert.deepEqual(bytes(a.describe({ most: 1 })), [0]);
  assert.deepEqual(bytes(b.describe({ by: "bytesOut" })), [500, 100, 0]);
});
