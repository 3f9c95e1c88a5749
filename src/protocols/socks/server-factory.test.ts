import assert from "node:assert/strict";
import { test } from "node:test";
import { IPv4Address } from "../../net/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { Clock } from "../../time/index.ts";
import { SOCKSServer } from "./server.ts";
import { SOCKSServerFactory } from "./server-factory.ts";

test("a server for each connection, which knows its factory", () => {
  const clock = new Clock();
  const factory = new SOCKSServerFactory({
    clock,
    connect: () => assert.fail("connected"),
    handshakeSeconds: 3,
  });
  const server = factory.buildProtocol(new IPv4Address("TCP", "10.0.0.1", 1));
  assert.ok(server instanceof SOCKSServer);
  assert.equal(server.factory, factory);
  assert.notEqual(factory.buildProtocol(new IPv4Address("TCP", "10.0.0.1", 2)), server);
  const transport = new StringTransport();
  server.makeConnection(transport);
  clock.advance(3);
  assert.equal(transport.reason?.name, "SOCKSHandshakeTimedOut");
  const options = { ...factory.options, bindSeconds: -1 };
  assert.throws(() => new SOCKSServerFactory(options), RangeError);
});
