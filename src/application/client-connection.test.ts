import assert from "node:assert/strict";
import test from "node:test";
import { Deferred } from "../deferred/index.ts";
import { connectProtocol, TCPClientEndpoint, TCPServerEndpoint } from "../endpoints/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { hostAddress, type IProtocolFactory, type IStreamClientEndpoint } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { factoryFrom, Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { ClientConnection, type ConnectionPlan } from "./client-connection.ts";

function world(changes: Partial<ConnectionPlan<Protocol>> = {}) {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  new TCPServerEndpoint(reactorOn(network.host("db")), 80).listen(Protocol);
  const log: string[] = [];
  let protocol: Protocol | undefined;
  const connection = new ClientConnection<Protocol>({
    endpoint: new TCPClientEndpoint(reactor, "db", 80),
    factory: factoryFrom(Protocol),
    clock: reactor,
    disconnectSeconds: 5,
    prepareConnection: undefined,
    ready: (_, built) => {
      protocol = built;
      log.push("ready");
    },
    lost: () => log.push("lost"),
    over: (_, reason) => log.push(`over: ${reason.value.name}`),
    ...changes,
  });
  connection.start();
  return { network, connection, log, protocol: () => protocol! };
}

test("ready, and over when it is lost", () => {
  const { network, log, protocol } = world();
  network.advance(1);
  assert.deepEqual(log, ["ready"]);
  protocol().transport.loseConnection();
  network.advance(1);
  assert.deepEqual(log, ["ready", "lost", "over: ConnectionDone"]);
});

test("stopped: over when the connection is gone", () => {
  const { network, connection, log } = world();
  network.advance(1);
  connection.stop();
  connection.stop();
  assert.ok(connection.stopping);
  assert.deepEqual(log, ["ready"]);
  network.advance(1);
  assert.deepEqual(log, ["ready", "lost", "over: ConnectionDone"]);
  assert.equal(network.connections("a"), 0);
});

test("stopped while it connects: over at once", () => {
  const { network, connection, log } = world();
  connection.stop();
  assert.deepEqual(log, ["over: ConnectingCancelledError"]);
  network.advance(60);
  assert.equal(log.length, 1);
});

test("stopped towards a peer that does not answer: aborted after disconnectSeconds", () => {
  const { network, connection, log, protocol } = world();
  network.advance(1);
  network.partition("a", "db");
  protocol().transport.write(new Uint8Array(10_000_000));
  connection.stop();
  network.advance(4);
  assert.deepEqual(log, ["ready"]);
  network.advance(2);
  assert.deepEqual(log, ["ready", "lost", "over: ConnectionAborted"]);
});

test("preparing comes before ready, and a failure of it closes the connection first", () => {
  const prepared = new Deferred<void>();
  const { network, log } = world({ prepareConnection: () => prepared });
  network.advance(1);
  assert.deepEqual(log, []);
  prepared.errback(new RangeError("wrong password"));
  assert.deepEqual(log, [], "the connection is still there");
  network.advance(1);
  assert.deepEqual(log, ["over: RangeError"]);
  assert.equal(network.connections("a"), 0);
});

test("lost while it is prepared: the preparation is cancelled, and that is the reason", () => {
  let cancelled = false;
  let mine: Protocol | undefined;
  const { network, log } = world({
    prepareConnection: (protocol) => {
      mine = protocol;
      return new Deferred<void>(() => {
        cancelled = true;
      });
    },
  });
  network.advance(1);
  mine!.transport.loseConnection();
  network.advance(1);
  assert.ok(cancelled);
  assert.deepEqual(log, ["over: ConnectionDone"]);
});

test("stopped while it is prepared: cancelled, closed, over", () => {
  const { network, connection, log } = world({ prepareConnection: () => new Deferred<void>() });
  network.advance(1);
  connection.stop();
  network.advance(1);
  assert.deepEqual(log, ["over: CancelledError"]);
  assert.equal(network.connections("a"), 0);
});

test("connectionMade throws: over once, with that", () => {
  class Shy extends Protocol {
    override connectionMade(): void {
      throw new RangeError("no");
    }
  }
  const { network, log } = world({ factory: factoryFrom(Shy) });
  capturedLogs(() => network.advance(60));
  assert.deepEqual(log, ["over: RangeError"]);
});

test("an endpoint that throws, fires with something else or does not heed cancel is no harm", () => {
  const endpoint = (connect: () => Deferred<never>) => ({ connect }) as IStreamClientEndpoint;
  const throwing = world({
    endpoint: endpoint(() => {
      throw new RangeError("broken endpoint");
    }),
  });
  assert.deepEqual(throwing.log, ["over: RangeError"]);
  const strange = new Deferred<never>();
  const other = world({ endpoint: endpoint(() => strange) });
  strange.callback(new Protocol() as never);
  assert.deepEqual(other.log, ["over: TypeError"]);
});

test("an attempt that is made in spite of being cancelled is closed", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  new TCPServerEndpoint(reactor, 80).listen(Protocol);
  const tcp = new TCPClientEndpoint(reactor, "a", 80);
  const stubborn = {
    connect(factory: { buildProtocol(peer: never): Protocol | null }) {
      const connected = new Deferred<Protocol>((self) => self.callback(protocol));
      const protocol = factory.buildProtocol({} as never)!;
      connectProtocol(tcp, protocol).addErrback(() => {});
      return connected;
    },
  } as unknown as IStreamClientEndpoint;
  const { connection, log } = world({ endpoint: stubborn, clock: reactor });
  network.advance(1);
  connection.stop();
  network.advance(1);
  assert.deepEqual(log, ["over: ConnectionDone"]);
  assert.equal(network.connections("a"), 0);
});

test("a connection that comes after it was given up is refused, and no protocol is built for it", () => {
  const late: (() => unknown)[] = [];
  const deaf = {
    connect(factory: IProtocolFactory) {
      late.push(() => factory.buildProtocol(hostAddress("TCP", "db", 80)));
      return new Promise(() => {});
    },
  } as unknown as IStreamClientEndpoint;
  const factory = factoryFrom(() => assert.fail("nothing is to be built"));
  const { connection, log } = world({ endpoint: deaf, factory });
  connection.stop();
  assert.deepEqual(log, ["over: CancelledError"]);
  assert.ok(connection.isOver);
  assert.equal(late[0]!(), null);
});
