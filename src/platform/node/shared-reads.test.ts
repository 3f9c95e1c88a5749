import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as net from "node:net";
import { test } from "node:test";
import { nodeHandles } from "./node-handles.ts";
import { until } from "./recorder.test-fixture.ts";
import { newSocket, type Reads, readShared, takeOver } from "./shared-reads.ts";

async function serve(accepted: (socket: net.Socket) => void): Promise<net.Server> {
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true }, accepted);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

const portOf = (server: net.Server): number => (server.address() as net.AddressInfo).port;

const handles = nodeHandles();

test("reads of any size come out whole, in memory that later reads never touch", {
  skip: handles === null,
}, async () => {
  const sizes = [1, 10, 1000, 16_384, 16_385, 65_536, 300_000, 3, 40_000];
  const kept: Uint8Array[] = [];
  let received = 0;
  const sockets: net.Socket[] = [];
  const server = await serve((accepted) => {
    const reads: Reads = { sink: null };
    readShared(accepted, reads, handles!);
    sockets.push(accepted);
    reads.sink = {
      data: (bytes) => {
        assert.equal(Object.getPrototypeOf(bytes), Uint8Array.prototype);
        kept.push(bytes);
        received += bytes.length;
      },
    };
  });
  const client = net.connect(portOf(server), "127.0.0.1");
  let sent = 0;
  for (const [index, size] of sizes.entries()) {
    client.write(Buffer.alloc(size, index + 1));
    sent += size;
    await until(() => received === sent);
  }
  const all = Buffer.concat(kept);
  let at = 0;
  for (const [index, size] of sizes.entries()) {
    assert.ok(all.subarray(at, at + size).every((byte) => byte === index + 1));
    at += size;
  }
  client.destroy();
  for (const socket of sockets) socket.destroy();
  server.close();
});

test("a socket that is to be connected reads into the shared buffer too", async () => {
  const server = await serve((accepted) => accepted.end("hello"));
  let received = "";
  const sink = {
    borrows: true,
    data: (bytes: Uint8Array): void => {
      received += String.fromCharCode(...bytes);
    },
  };
  const socket = newSocket({ sink });
  socket.connect(portOf(server), "127.0.0.1");
  await until(() => received === "hello");
  socket.destroy();
  server.close();
});

test("what has no handle that we know is left as it is", () => {
  const socket = new net.Socket();
  assert.equal(takeOver(socket, { sink: null }), null);
  const strange = { _handle: { readStart: () => {} } } as unknown as net.Socket;
  assert.equal(takeOver(strange, { sink: null }), null);
});

test("an accepted socket that is paused at once says nothing until it is resumed", {
  skip: handles === null,
}, async () => {
  const accepted: net.Socket[] = [];
  let received = 0;
  const server = await serve((socket) => {
    const data = ({ length }: Uint8Array): void => {
      received += length;
    };
    readShared(socket, { sink: { data } }, handles!);
    socket.resume();
    socket.pause();
    accepted.push(socket);
  });
  const client = net.connect(portOf(server), "127.0.0.1");
  client.write("hello");
  await until(() => accepted.length === 1);
  await new Promise((done) => setTimeout(done, 20));
  assert.equal(received, 0);
  accepted[0]!.resume();
  await until(() => received === 5);
  client.destroy();
  accepted[0]!.destroy();
  server.close();
});

test("a pipe to a child is taken over, and its other end is found out to be closed", async () => {
  const child = spawn("sh", ["-c", "exec 0<&-; sleep 60"]);
  const reads: Reads = { sink: null };
  const pipe = takeOver(child.stdin as unknown as net.Socket, reads);
  assert.ok(pipe, "this Node.js lets a pipe be taken over");
  let ended = false;
  pipe.on("end", () => {
    ended = true;
  });
  pipe.resume();
  await until(() => ended);
  pipe.destroy();
  child.kill();
});
