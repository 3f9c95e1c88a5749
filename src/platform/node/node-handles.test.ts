import assert from "node:assert/strict";
import * as net from "node:net";
import { test } from "node:test";
import { handleOf, nodeHandles } from "./node-handles.ts";
import { until } from "./recorder.test-fixture.ts";

/** Elsewhere there may be none, and the public API is used: the conformance suite runs on it alone as well. */
const isNode = !("Bun" in globalThis) && !("Deno" in globalThis);

test("on Node they are found, once", { skip: !isNode }, () => {
  assert.notEqual(nodeHandles(), null);
  assert.equal(nodeHandles(), nodeHandles());
});

test("looking for them leaves no handle open and no listener behind", { skip: !isNode }, () => {
  nodeHandles();
  const active = process.getActiveResourcesInfo();
  assert.ok(!active.some((name) => /TCP|TLS|JSStream/.test(name)), active.join());
});

test("a socket reads into the buffer that it is given later", { skip: !isNode }, async () => {
  const accepted: net.Socket[] = [];
  const server = net.createServer({ pauseOnConnect: true }, (raw) => void accepted.push(raw));
  server.listen(0, "127.0.0.1");
  await until(() => server.listening);
  const peer = net.connect((server.address() as net.AddressInfo).port, "127.0.0.1");
  peer.end("bytes");
  await until(() => accepted.length === 1);
  const socket = accepted[0]!;
  const buffer = new Uint8Array(100);
  let text = "";
  nodeHandles()!.readInto(socket, buffer, (read) => {
    text += new TextDecoder().decode(buffer.subarray(0, read));
    return true;
  });
  socket.resume();
  await until(() => text === "bytes");
  socket.destroy();
  peer.destroy();
  server.close();
  await until(() => handleOf(socket) === null);
});
