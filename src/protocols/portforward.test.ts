import assert from "node:assert/strict";
import { test } from "node:test";
import { implementer } from "../components/index.ts";
import { type Failure, fail } from "../deferred/index.ts";
import { connectProtocol, TCPClientEndpoint, TCPServerEndpoint } from "../endpoints/index.ts";
import { capturedLogs } from "../logger/index.ts";
import {
  ConnectError,
  IHalfCloseableProtocol,
  IHostAddress,
  type IStreamClientEndpoint,
} from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { Factory } from "./factory.ts";
import {
  type PortForwardOptions,
  ProxyClient,
  ProxyFactory,
  type ProxyServer,
} from "./portforward.ts";
import { Protocol } from "./protocol.ts";
import { ascii, bytes } from "./wire.test-fixture.ts";

/** Writes down what happens to it. */
class Side extends Protocol implements IHalfCloseableProtocol {
  static {
    implementer(IHalfCloseableProtocol)(this);
  }
  received = "";
  count = 0;
  readonly events: string[] = [];
  override dataReceived(data: Uint8Array): void {
    this.count += data.length;
    if (this.count < 1000) this.received += ascii(data);
  }
  readConnectionLost(): void {
    this.events.push("read lost");
  }
  writeConnectionLost(): void {
    this.events.push("write lost");
  }
  override connectionLost(reason: Failure): void {
    this.events.push(reason.value.name);
  }
}

/** client → middle:1 → server:2. */
function world(to?: IStreamClientEndpoint, options?: PortForwardOptions) {
  const network = new MemoryNetwork({ latency: 0.001 });
  const [clients, middle, servers] = ["client", "middle", "server"].map((name) =>
    reactorOn(network.host(name)),
  );
  const sides: Side[] = [];
  const listenAtServer = () =>
    new TCPServerEndpoint(servers!, 2).listen(
      new (class extends Factory<Side> {
        override buildProtocol(): Side {
          const side = new Side();
          sides.push(side);
          return side;
        }
      })(),
    );
  const proxies: ProxyServer[] = [];
  class Watched extends ProxyFactory {
    override buildProtocol(peer: never): ProxyServer {
      const proxy = super.buildProtocol(peer);
      proxies.push(proxy);
      return proxy;
    }
  }
  const factory = new Watched(to ?? new TCPClientEndpoint(middle!, "server", 2), options);
  factory.noisy = false;
  new TCPServerEndpoint(middle!, 1).listen(factory);
  const connect = (): Side => {
    const side = new Side();
    connectProtocol(new TCPClientEndpoint(clients!, "middle", 1), side).addErrback(() => {});
    network.advance(0.01);
    return side;
  };
  return { network, sides, proxies, listenAtServer, connect };
}

test("what comes on one side goes out on the other, both ways", () => {
  const { network, sides, listenAtServer, connect } = world();
  listenAtServer();
  const client = connect();
  client.transport.write(bytes("ping"));
  network.advance(0.1);
  sides[0]?.transport.write(bytes("pong"));
  network.advance(0.1);
  assert.deepEqual([sides[0]?.received, client.received], ["ping", "pong"]);
});

/** How many bytes `proxy` is given from now on. */
function counted(proxy: Pick<Protocol, "dataReceived">): () => number {
  let bytes = 0;
  const received = proxy.dataReceived.bind(proxy);
  proxy.dataReceived = (data) => {
    bytes += data.length;
    received(data);
  };
  return () => bytes;
}

test("F14: nothing is read before there is somewhere to send it to; then all of it comes", () => {
  const { network, sides, proxies, listenAtServer, connect } = world();
  network.partition("middle", "server");
  listenAtServer();
  const client = connect();
  const bytesIn = counted(proxies[0]!);
  client.transport.write(new Uint8Array(100_000));
  network.advance(0.5);
  assert.equal(bytesIn(), 0);
  network.heal();
  network.advance(5);
  assert.equal(sides[0]?.count, 100_000);
});

test("F14: no more is read than the other side takes", () => {
  const { network, sides, proxies, listenAtServer, connect } = world();
  listenAtServer();
  const client = connect();
  sides[0]?.transport.pauseProducing();
  const bytesIn = counted(proxies[0]!);
  client.transport.write(new Uint8Array(20_000_000));
  network.advance(10);
  // The hosts of middle and server hold a megabyte each, and the middle's queue 64 KiB.
  assert.ok(bytesIn() < 3_000_000, `${bytesIn()}`);
  sides[0]?.transport.resumeProducing();
  network.advance(10);
  assert.equal(sides[0]?.count, 20_000_000);
});

test("half of one connection closes half of the other; the answer still comes, then all is closed in order", () => {
  const { network, sides, listenAtServer, connect } = world();
  listenAtServer();
  const client = connect();
  client.transport.write(bytes("all of it"));
  client.transport.loseWriteConnection();
  network.advance(0.1);
  assert.deepEqual([sides[0]?.received, sides[0]?.events], ["all of it", ["read lost"]]);
  sides[0]?.transport.write(bytes("answer"));
  sides[0]?.transport.loseWriteConnection();
  network.advance(0.1);
  assert.equal(client.received, "answer");
  assert.equal(client.events.at(-1), "ConnectionDone");
  assert.equal(sides[0]?.events.at(-1), "ConnectionDone");
  for (const host of ["client", "middle", "server"]) assert.equal(network.connections(host), 0);
});

for (const [who, other] of [
  ["client", "server"],
  ["server", "client"],
] as const) {
  test(`the ${who}'s loseConnection is an orderly end for the ${other}, behind what was sent`, () => {
    const { network, sides, listenAtServer, connect } = world();
    listenAtServer();
    const client = connect();
    const [from, to] = who === "client" ? [client, sides[0]!] : [sides[0]!, client];
    from.transport.write(new Uint8Array(3_000_000));
    from.transport.loseConnection();
    network.advance(5);
    assert.deepEqual([to.count, to.events], [3_000_000, ["read lost"]]);
    to.transport.loseConnection();
    network.advance(100);
    assert.equal(network.connections("middle"), 0);
  });

  test(`the ${who}'s reset is a reset for the ${other}`, () => {
    const { network, sides, listenAtServer, connect } = world();
    listenAtServer();
    const client = connect();
    const [from, to] = who === "client" ? [client, sides[0]!] : [sides[0]!, client];
    from.transport.abortConnection();
    network.advance(1);
    assert.deepEqual(to.events, ["ConnectionLost"]);
    assert.equal(network.connections("middle"), 0);
  });
}

test("nobody is there to connect to: the client is closed, and it is logged", () => {
  const { network, connect } = world();
  let client: Side | undefined;
  const events = capturedLogs(() => {
    client = connect();
    client.transport.write(bytes("x"));
    network.advance(1);
  });
  assert.ok(client?.events.length);
  assert.equal(
    events.filter(({ log_namespace: name }) => /portforward/.test(String(name))).length,
    1,
  );
  assert.equal(network.connections("middle"), 0);
});

test("an endpoint that fails at once", () => {
  const { network, connect } = world({ connect: () => fail(new ConnectError("not today")) });
  const client = connect();
  client.transport.loseConnection();
  network.advance(1);
  assert.equal(network.connections("middle"), 0);
});

test("a client that goes away while it is connected for is missed when there is somebody to read it for, silently", () => {
  const { network, connect, listenAtServer, sides } = world();
  network.partition("middle", "server");
  listenAtServer();
  const events = capturedLogs(() => {
    connect().transport.abortConnection();
    network.advance(0.1);
  });
  // The attempt goes on: nobody reads for now, and a host tells of a reset only who reads or writes.
  assert.equal(network.connections("middle"), 1);
  network.heal();
  network.advance(60);
  assert.equal(network.connections("middle"), 0);
  assert.deepEqual(
    sides.map((side) => [side.received, side.events]),
    [["", ["ConnectionLost"]]],
  );
  assert.equal(events.length, 0);
});

test("a ProxyClient that nobody is to be connected with closes", () => {
  const client = new ProxyClient();
  const calls: string[] = [];
  client.makeConnection({ abortConnection: () => calls.push("abort") } as never);
  client.dataReceived(bytes("x"));
  client.readConnectionLost();
  assert.deepEqual(calls, ["abort"]);
});

test("with a header of the PROXY protocol, the server is told who has connected, and to what", () => {
  const { network, sides, listenAtServer, connect } = world(undefined, { proxyProtocol: "v1" });
  network.address("client", ["10.0.0.1"]);
  network.address("middle", ["10.0.0.2"]);
  listenAtServer();
  const client = connect();
  client.transport.write(bytes("hello"));
  client.transport.loseWriteConnection();
  network.advance(0.1);
  const { port } = IHostAddress(client.transport.getHost());
  assert.equal(sides[0]?.received, `PROXY TCP4 10.0.0.1 10.0.0.2 ${port} 1\r\nhello`);
  assert.deepEqual(sides[0]?.events, ["read lost"]);
});

test("drain: what goes through is over when the connection is, and not before", () => {
  const { network, sides, proxies, listenAtServer, connect } = world();
  listenAtServer();
  const client = connect();
  network.advance(0.1);
  const drained = proxies[0]!.drain();
  client.transport.write(bytes("still"));
  network.advance(1);
  assert.deepEqual([drained.called, sides[0]?.received], [false, "still"]);
  sides[0]?.transport.abortConnection();
  network.advance(1);
  assert.deepEqual([drained.called, client.events.at(-1)], [true, "ConnectionLost"]);
});

test("drain: a connection that is still to be forwarded is waited for too", () => {
  const { network, proxies, connect } = world();
  network.partition("middle", "server");
  connect();
  const drained = proxies[0]!.drain();
  network.advance(5);
  assert.equal(drained.called, false);
  network.advance(300);
  assert.equal(drained.called, true);
});
