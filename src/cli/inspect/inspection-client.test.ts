import assert from "node:assert/strict";
import { test } from "node:test";
import { Service } from "../../application/index.ts";
import { utf8 } from "../../bytes/index.ts";
import { TCPClientEndpoint } from "../../endpoints/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { Factory, Protocol } from "../../protocols/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { InspectionClient, type InspectionRequest } from "./inspection-client.ts";
import { Inspector } from "./inspector.ts";
import type { Snapshot } from "./snapshot.ts";

function world(request?: InspectionRequest) {
  const network = new MemoryNetwork();
  const [a, b] = [reactorOn(network.host("a")), reactorOn(network.host("b"))];
  const snapshots: Snapshot[] = [];
  const troubles: string[] = [];
  const client = new InspectionClient(b, new TCPClientEndpoint(b, "a", 7), {
    watcher: {
      snapshot: (snapshot) => snapshots.push(snapshot),
      trouble: ({ message }) => troubles.push(message),
    },
    ...(request && { request }),
  });
  const serve = () => {
    const inspector = new Inspector({
      ...{ reactor: a, service: new Service(), facts: new Map(), memory: () => null },
    });
    return { inspector, port: a.listenTCP(7, inspector.factory) };
  };
  const left = (): number[] => {
    const { connections, attempts, delayedCalls } = b.describe().counts;
    return [connections, attempts, delayedCalls];
  };
  return { network, a, b, client, snapshots, troubles, serve, left };
}

test("it hears a snapshot a second, and asks for what it was told to", () => {
  const { network, client, snapshots, serve, left } = world({ every: 2, most: 0 });
  serve();
  client.start();
  network.advance(1);
  assert.ok(snapshots.length >= 1 && snapshots.length <= 2);
  assert.deepEqual(snapshots.at(-1)?.reactor.connections, []);
  const before = snapshots.length;
  network.advance(10);
  assert.equal(snapshots.length - before, 5);
  client.ask({ most: 5 });
  network.advance(1);
  assert.equal(snapshots.at(-1)?.reactor.connections.length, 1);
  client.stop();
  network.advance(1);
  assert.deepEqual(left(), [0, 0, 0]);
});

test("a program that is not there, or is started again, is waited for; both are told", () => {
  const { network, client, snapshots, troubles, serve } = world();
  client.start();
  network.advance(2.5);
  assert.ok(troubles.length >= 2, troubles.join());
  assert.match(troubles[0] ?? "", /refused|ECONNREFUSED/i);
  const { inspector, port } = serve();
  network.advance(2);
  assert.ok(snapshots.length >= 1);
  const told = troubles.length;
  inspector.end();
  port.addCallback((opened) => opened.stopListening());
  network.advance(0.5);
  assert.match(troubles[told] ?? "", /closed the connection/);
  serve();
  const before = snapshots.length;
  network.advance(3);
  assert.ok(snapshots.length > before);
});

test("what is no inspector is told once for each attempt, and nothing of it is kept", () => {
  for (const [said, expected] of [
    ["HTTP/1.1 400 Bad Request\r\n\r\n", /no inspector/],
    ['{"hello": 1}\n', /no inspector/],
    ['{"error": "too many"}\n', /the program says: too many/],
    ['{"torsion": 1}\n', /only a part/],
  ] as const) {
    const { network, a, client, snapshots, troubles } = world();
    class Other extends Protocol {
      override connectionMade(): void {
        this.transport.write(utf8(said));
      }
    }
    a.listenTCP(7, Factory.forProtocol(Other));
    client.start();
    network.advance(0.9);
    assert.deepEqual([troubles.length, snapshots.length], [1, 0], said);
    assert.match(troubles[0] ?? "", expected);
  }
});

test("it can be stopped at any moment, and leaves nothing", () => {
  for (let at = 0; at < 60; at++) {
    const { network, client, snapshots, troubles, serve, left } = world();
    if (at % 2 === 0) serve();
    client.start();
    network.advance(at / 25);
    client.stop();
    const before = [snapshots.length, troubles.length];
    network.advance(60);
    assert.deepEqual([snapshots.length, troubles.length], before);
    assert.deepEqual(left(), [0, 0, 0]);
  }
});
