import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { ITCPTransport } from "../net/index.ts";
import { connection } from "./fake-socket.test-fixture.ts";
import { TCPTransport } from "./tcp-transport.ts";

test("it is what it says it is, and its addresses have ports", () => {
  const { transport } = connection(TCPTransport);
  verifyObject(ITCPTransport, transport);
  assert.deepEqual([transport.getHost().port, transport.getPeer().port], [80, 50_000]);
});

test("socket options are remembered, and set only while there is a socket", () => {
  const { transport, socket } = connection(TCPTransport);
  assert.deepEqual([transport.getTcpNoDelay(), transport.getTcpKeepAlive()], [true, false]);
  transport.setTcpNoDelay(false);
  transport.setTcpKeepAlive(true);
  assert.deepEqual(socket.calls, ["nodelay false", "keepalive true"]);
  transport.stop();
  const { length } = socket.calls;
  transport.setTcpNoDelay(true);
  assert.equal(transport.getTcpNoDelay(), true);
  assert.equal(socket.calls.length, length);
});
