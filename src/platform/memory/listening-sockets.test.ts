import assert from "node:assert/strict";
import { test } from "node:test";
import { ListeningSockets } from "./listening-sockets.ts";
import { outcome } from "./sink.test-fixture.ts";

const request = (host: string, port: number, backlog = 5) => ({
  address: { host, port },
  backlog,
  accept: () => {},
  since: 0,
});

test("who listens on an address is found by what is sent there, until it closes", () => {
  const sockets = new ListeningSockets();
  const { now } = outcome(sockets.add(request("0.0.0.0", 80)));
  assert.equal(sockets.find({ host: "10.0.0.1", port: 80 })?.request.address.host, "0.0.0.0");
  assert.equal(sockets.find({ host: "10.0.0.1", port: 81 }), undefined);
  assert.equal(sockets.find({ host: "fd00::1", port: 80 }), undefined);
  assert.ok(sockets.isTaken({ host: "10.0.0.1", port: 80 }) && sockets.hasPort(80));
  assert.ok(!sockets.isTaken({ host: "fd00::1", port: 80 }));
  const socket = [...sockets][0]!;
  assert.ok(sockets.has(socket));
  if (typeof now !== "string") now.close();
  assert.deepEqual([sockets.size, sockets.has(socket), sockets.hasPort(80)], [0, false, false]);
});

test("a queue holds one more than the backlog", () => {
  const sockets = new ListeningSockets();
  sockets.add(request("a", 80, 2));
  const socket = sockets.find({ host: "a", port: 80 })!;
  const full = [0, 1, 2, 3].map((waiting) => {
    socket.waiting = waiting;
    return socket.isFull;
  });
  assert.deepEqual(full, [false, false, false, true]);
  sockets.clear();
  assert.equal(sockets.size, 0);
});
