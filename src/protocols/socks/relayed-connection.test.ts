import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import { Failure } from "../../deferred/index.ts";
import { ConnectionDone } from "../../net/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { ForwardingProtocol } from "../portforward.ts";
import { RelayedConnection } from "./relayed-connection.ts";

test("F14: when it is made the client's side is handed over; what that had left goes first", () => {
  const side = new ForwardingProtocol();
  const client = new StringTransport();
  side.makeConnection(client);
  client.pauseProducing();
  const transport = new StringTransport();
  const relayed = new RelayedConnection((made) => {
    assert.equal(made.transport, transport);
    return { side, unread: utf8("left") };
  });
  relayed.makeConnection(transport);
  assert.deepEqual(transport.value(), utf8("left"));
  assert.deepEqual([transport.producer, client.producer], [client, transport]);
  assert.equal(client.producerState, "producing");
  relayed.dataReceived(utf8("answer"));
  assert.deepEqual(client.value(), utf8("answer"));
  relayed.connectionLost(new Failure(new ConnectionDone()));
  assert.ok(client.disconnecting);
});

test("when nobody wants it any more it is closed", () => {
  const transport = new StringTransport();
  new RelayedConnection(() => null).makeConnection(transport);
  assert.ok(transport.disconnected);
});
