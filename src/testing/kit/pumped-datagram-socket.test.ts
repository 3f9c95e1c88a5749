import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { PlatformError } from "../../platform/index.ts";
import { PumpedDatagramSocket } from "./pumped-datagram-socket.ts";

const there = { host: "10.0.0.2", port: 53 };

function bound(host = "0.0.0.0") {
  const events: string[] = [];
  const socket = new PumpedDatagramSocket(
    { host, port: 1 },
    {
      datagram: (data, host, port) => events.push(`${text(data)} ${host}:${port}`),
      failed: (error) => events.push(error.code),
    },
  );
  return { socket, events };
}

test("it keeps what is sent, and hands on what comes", () => {
  const { socket, events } = bound();
  socket.send(utf8("out"), there);
  assert.deepEqual(socket.written, [{ packet: utf8("out"), to: there }]);
  socket.receive(utf8("in"), there);
  socket.refuse();
  assert.deepEqual(events, ["in 10.0.0.2:53", "ECONNREFUSED"]);
});

test("connected, it knows its peer alone", () => {
  const { socket, events } = bound();
  socket.connect(there);
  socket.receive(utf8("other"), { host: "10.0.0.3", port: 53 });
  socket.receive(utf8("peer"), there);
  socket.send(utf8("x"), { host: "10.0.0.3", port: 53 });
  assert.deepEqual(events, ["peer 10.0.0.2:53"]);
  assert.equal(socket.written[0]?.to, there);
});

test("closed, it does nothing any more", () => {
  const { socket, events } = bound();
  socket.close();
  socket.send(utf8("out"), there);
  socket.receive(utf8("in"), there);
  socket.refuse();
  assert.deepEqual([socket.written, events, socket.isOpen], [[], [], false]);
});

test("it reaches addresses of its own family, and knows its groups", () => {
  assert.equal(bound().socket.canReach("10.0.0.2"), true);
  assert.equal(bound().socket.canReach("::1"), false);
  assert.equal(bound("::").socket.canReach("::1"), true);
  assert.equal(bound().socket.canReach("name"), false);
  const { socket } = bound();
  socket.joinGroup("224.0.0.1");
  assert.deepEqual([...socket.groups], ["224.0.0.1"]);
  socket.leaveGroup("224.0.0.1");
  assert.throws(() => socket.leaveGroup("224.0.0.1"), PlatformError);
});
