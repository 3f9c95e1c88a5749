import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../../deferred/index.ts";
import { hostAddress, type IAddress, UNIXAddress } from "../../net/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { Clock } from "../../time/index.ts";
import { Protocol } from "../protocol.ts";
import {
  LimitConnectionsByPeer,
  type LimitConnectionsByPeerOptions,
} from "./limit-connections-by-peer.ts";
import { Counter, Wires } from "./wires.test-fixture.ts";

test("5.5: each peer has its own limit, 5 by default; Twisted's refuses everybody", () => {
  const wires = new Wires();
  const factory = new LimitConnectionsByPeer(wires.build, wires.server);
  wires.server.listenTCP(80, factory);
  const clients = Array.from({ length: 7 }, () => wires.connect(new Counter(), "a"));
  const other = wires.connect(new Counter(), "b");
  assert.equal(clients.filter(({ ending }) => ending === undefined).length, 5);
  assert.equal(other.ending, undefined);
  assert.deepEqual([factory.peerCount, factory.refused], [2, 2]);
  clients[0]!.transport.loseConnection();
  other.transport.abortConnection();
  wires.advance(1);
  assert.equal(wires.connect(new Counter(), "a").ending, undefined);
  assert.equal(factory.peerCount, 1);
});

function accept(
  options: LimitConnectionsByPeerOptions,
  ...peers: readonly IAddress[]
): readonly boolean[] {
  const factory = new LimitConnectionsByPeer(Protocol, new Clock(), options);
  const wrappers = peers.map((peerAddress) => {
    const wrapper = factory.buildProtocol(peerAddress);
    wrapper?.makeConnection(new StringTransport({ peerAddress }));
    return wrapper;
  });
  for (const wrapper of wrappers) wrapper?.connectionLost(new Failure(new Error("over")));
  assert.equal(factory.peerCount, 0, "nothing is remembered of who has gone");
  return wrappers.map((wrapper) => wrapper !== null);
}

test("any address: IPv6 by prefix, UNIX sockets, your own idea of a peer", () => {
  const tcp = (host: string) => hostAddress("TCP", host, 1);
  const [near, far] = [tcp("2001:db8::1"), tcp("2001:db8::2")];
  const one = { maxConnectionsPerPeer: 1 };
  assert.deepEqual(accept(one, near, far, near), [true, true, false]);
  assert.deepEqual(accept({ ...one, ipv6PrefixBits: 64 }, near, far), [true, false]);
  assert.deepEqual(accept(one, new UNIXAddress(""), new UNIXAddress("")), [true, false]);
  assert.deepEqual(accept({ ...one, peerOf: () => null }, near, near), [true, true]);
  assert.deepEqual(accept({ maxConnectionsPerPeer: 0 }, near), [false]);
});
