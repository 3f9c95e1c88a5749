import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyClass } from "../../components/index.ts";
import { Failure } from "../../deferred/index.ts";
import {
  ConnectionDone,
  ConnectionRefusedError,
  IClientFactory,
  type IConnector,
} from "../../net/index.ts";
import { Peer } from "./peer.ts";
import { PeerFactory } from "./peer-factory.ts";

const connector = {} as IConnector;

test("it is a client factory that writes down what it is told", () => {
  verifyClass(IClientFactory, PeerFactory);
  const factory = new PeerFactory();
  factory.doStart();
  factory.startedConnecting(connector);
  factory.clientConnectionFailed(connector, new Failure(new ConnectionRefusedError("no")));
  factory.doStop();
  assert.deepEqual(factory.events, [
    "start",
    "connecting",
    "failed ConnectionRefusedError",
    "stop",
  ]);
});

test("it keeps the peers that it builds, and builds what it is told to", () => {
  const factory = new PeerFactory({});
  const peer = factory.buildProtocol();
  assert.ok(peer instanceof Peer);
  assert.equal(factory.peer, peer);
  const refusing = new PeerFactory(() => null);
  assert.equal(refusing.buildProtocol(), null);
  assert.deepEqual(refusing.peers, []);
});

test("X13: it notices when it hears of an end before its protocol does", () => {
  const reason = new Failure(new ConnectionDone("over"));
  const factory = new PeerFactory();
  const peer = factory.buildProtocol()!;
  factory.clientConnectionLost(connector, reason);
  peer.connectionLost(reason);
  factory.clientConnectionLost(connector, reason);
  assert.deepEqual(factory.events, [
    "build",
    "lost ConnectionDone before its protocol",
    "lost ConnectionDone",
  ]);
});
