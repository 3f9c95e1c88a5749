import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyClass } from "../../components/index.ts";
import { Failure } from "../../deferred/index.ts";
import {
  ConnectionDone,
  IHalfCloseableProtocol,
  IProtocol,
  type ITransport,
} from "../../net/index.ts";
import { bytesOf, Peer } from "./peer.ts";

test("a peer is a protocol, and half-closeable only when the script says so", () => {
  verifyClass(IProtocol, Peer);
  assert.ok(!IHalfCloseableProtocol.providedBy(new Peer({})));
  assert.ok(IHalfCloseableProtocol.providedBy(new Peer({ halfCloseable: true })));
});

test("it writes down what happens, data once however it was cut, and plays its script", () => {
  const played: string[] = [];
  const peer = new Peer({
    made: () => played.push("made"),
    data: (_peer, data) => played.push(`data ${data.length}`),
    readLost: () => played.push("read"),
    writeLost: () => played.push("write"),
    lost: (_peer, reason) => played.push(reason.value.name),
  });
  const written: Uint8Array[] = [];
  const transport = { write: (data: Uint8Array) => written.push(data) } as unknown as ITransport;
  assert.ok(!peer.open);
  peer.makeConnection(transport);
  assert.ok(peer.open);
  peer.send("hi");
  peer.dataReceived(bytesOf("one"));
  peer.dataReceived(bytesOf("two!"));
  peer.readConnectionLost();
  peer.writeConnectionLost();
  peer.connectionLost(new Failure(new ConnectionDone("over")));
  assert.ok(!peer.open);
  assert.deepEqual(written, [bytesOf("hi")]);
  assert.deepEqual([peer.received, peer.count], ["onetwo!", 7]);
  assert.deepEqual(peer.events, ["made", "data", "read lost", "write lost", "lost ConnectionDone"]);
  assert.deepEqual(played, ["made", "data 3", "data 4", "read", "write", "ConnectionDone"]);
});

test("of megabytes only the beginning is kept", () => {
  const peer = new Peer({});
  for (let i = 0; i < 5; i++) peer.dataReceived(new Uint8Array(60_000));
  assert.deepEqual([peer.count, peer.received.length], [300_000, 120_000]);
});
