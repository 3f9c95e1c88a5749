import assert from "node:assert/strict";
import { test } from "node:test";
import { implementer } from "../components/index.ts";
import { Deferred, Failure } from "../deferred/index.ts";
import { TCPClientEndpoint, TCPServerEndpoint } from "../endpoints/index.ts";
import { capturedLogs } from "../logger/index.ts";
import {
  ConnectionDone,
  IHalfCloseableProtocol,
  type IProtocol,
  type ISwitchableTransport,
} from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { proxyClientEndpoint, proxyEndpoint } from "../protocols/haproxy/index.ts";
import { TimeoutFactory } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { StringTransport } from "../testing/index.ts";
import { bytes, Drainable, Recorder } from "./draining.test-fixture.ts";
import { DrainingConnection } from "./draining-connection.ts";
import { DrainingFactory } from "./draining-factory.ts";

class HalfCloseable extends Recorder implements IHalfCloseableProtocol {
  static {
    implementer(IHalfCloseableProtocol)(this);
  }
  readConnectionLost(): void {
    this.events.push("read lost");
  }
  writeConnectionLost(): void {
    this.events.push("write lost");
  }
}

/** One connection whose end is written down in `calls`. */
function connectionOf(protocol: IProtocol) {
  const calls: string[] = [];
  const all = {
    refusing: false,
    began: () => void calls.push("began"),
    ended: () => void calls.push("ended"),
  };
  return { all, calls, connection: new DrainingConnection(all, protocol) };
}

/** A server of `build` and a client, behind a proxy or not. */
function world(build: () => IProtocol, { policy = false, proxy = false } = {}) {
  const network = new MemoryNetwork();
  const [server, near] = [reactorOn(network.host("server")), reactorOn(network.host("client"))];
  const source = policy ? new TimeoutFactory(build, server, { seconds: 600 }) : build;
  const factory = new DrainingFactory(source as () => IProtocol);
  const [at, to] = [new TCPServerEndpoint(server, 80), new TCPClientEndpoint(near, "server", 80)];
  (proxy ? proxyEndpoint(at, server) : at).listen(factory);
  const client = new Recorder();
  (proxy ? proxyClientEndpoint(to, { version: "v1" }) : to).connect(() => client);
  network.advance(1);
  return { network, factory, client };
}

test("it steps out of the way: the transport's protocol is the user's own, and its end is heard all the same", () => {
  const server = new Recorder();
  const { network, factory, client } = world(() => server);
  assert.equal((server.transport as ISwitchableTransport).protocol, server);
  assert.equal(factory.count, 1);
  client.transport.loseConnection();
  network.advance(1);
  assert.deepEqual([server.events, factory.count], [["ConnectionDone"], 0]);
});

test("a protocol that fails in connectionMade is none that anybody waits for", () => {
  class Fails extends Recorder {
    override connectionMade(): void {
      throw new TypeError("no");
    }
  }
  const server = new Fails();
  capturedLogs(() => {
    const { factory } = world(() => server);
    assert.deepEqual([server.events, factory.count], [["TypeError"], 0]);
  });
});

test("behind policies and a proxy: one that cannot be drained hears no more, and is closed when it has answered", async () => {
  for (const policy of [true, false])
    for (const proxy of [true, false]) {
      const server = new Recorder();
      const { network, factory, client } = world(() => server, { policy, proxy });
      const answer = new Deferred<void>();
      server.act = () =>
        answer.addCallback(() => {
          server.transport.write(bytes("answer"));
        });
      client.transport.write(bytes("ask"));
      network.advance(1);
      const drained = factory.drain();
      client.transport.write(bytes("more"));
      network.advance(10);
      assert.deepEqual([server.events, drained.called], [["ask"], false]);
      answer.callback(undefined);
      await null;
      network.advance(1);
      assert.deepEqual(server.events, ["ask", "ConnectionDone"]);
      assert.deepEqual(client.events, ["answer", "ConnectionDone"]);
      assert.equal(drained.called, true);
    }
});

test("behind policies and a proxy: another protocol takes over while the first is drained, and is drained too", () => {
  for (const First of [Drainable, Recorder])
    for (const policy of [true, false])
      for (const proxy of [true, false]) {
        const [server, next] = [new First(), new Drainable()];
        const { network, factory, client } = world(() => server, { policy, proxy });
        const working = new Deferred<void>();
        server.act = () => working;
        client.transport.write(bytes("upgrade"));
        network.advance(1);
        const drained = factory.drain();
        (server.transport as ISwitchableTransport).setProtocol(next);
        next.makeConnection(server.transport);
        working.callback(undefined);
        if (server instanceof Drainable) server.answered.callback(undefined);
        network.advance(1);
        assert.deepEqual([next.drains, drained.called], [1, false]);
        client.transport.write(bytes("the rest"));
        network.advance(1);
        next.answered.callback(undefined);
        network.advance(1);
        assert.deepEqual(next.events, ["the rest", "ConnectionDone"]);
        assert.equal(drained.called, true);
      }
});

test("over a transport that cannot be watched it stays between: the protocol hears all, and is drained", () => {
  const protocol = new HalfCloseable();
  const { calls, connection } = connectionOf(protocol);
  const transport = new StringTransport();
  connection.makeConnection(transport);
  const between: unknown = connection;
  assert.ok(IHalfCloseableProtocol.providedBy(between));
  between.readConnectionLost();
  between.writeConnectionLost();
  const working = new Deferred<void>();
  protocol.act = () => working;
  assert.equal(connection.dataReceived(bytes("ask")), working);
  connection.drain();
  assert.equal(connection.dataReceived(bytes("more")), undefined);
  assert.equal(transport.disconnecting, false);
  working.callback(undefined);
  assert.equal(transport.disconnecting, true);
  connection.connectionLost(new Failure(new ConnectionDone("over")));
  assert.deepEqual(protocol.events, ["read lost", "write lost", "ask", "ConnectionDone"]);
  assert.deepEqual(calls, ["began", "ended"]);
  assert.equal(IHalfCloseableProtocol.providedBy(connectionOf(new Recorder()).connection), false);
});

test("… also where its connectionLost throws", () => {
  const protocol = new Recorder();
  protocol.connectionLost = () => {
    throw new TypeError("no");
  };
  const { calls, connection } = connectionOf(protocol);
  connection.makeConnection(new StringTransport());
  assert.throws(() => connection.connectionLost(new Failure(new Error("over"))), TypeError);
  assert.deepEqual(calls, ["began", "ended"]);
});

test("the log calls it by its protocol", () => {
  assert.equal(connectionOf(new Recorder()).connection.logPrefix(), "Recorder");
});
