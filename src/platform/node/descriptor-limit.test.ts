import assert from "node:assert/strict";
import { once } from "node:events";
import * as net from "node:net";
import { test } from "node:test";
import { outOfDescriptors } from "./descriptor-limit.ts";

test("who has the last descriptor is told, and nobody else", async () => {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = net.connect((server.address() as net.AddressInfo).port, "127.0.0.1");
  await once(socket, "connect");
  const { fd } = (socket as unknown as { _handle: { fd: number } })._handle;
  assert.equal(outOfDescriptors(socket), null);
  assert.equal(outOfDescriptors(socket, fd + 2), null);
  assert.equal(outOfDescriptors(socket, fd + 1)?.code, "EMFILE");
  socket.destroy();
  assert.equal(outOfDescriptors(socket, 1), null, "closed, it has none");
  server.close();
});
