import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as net from "node:net";
import { test } from "node:test";
import { HandleWrites } from "./handle-writes.ts";
import { nodeHandles } from "./node-handles.ts";
import { until } from "./recorder.test-fixture.ts";

const handles = nodeHandles();
const skip = handles === null;

async function connection() {
  const peers: net.Socket[] = [];
  const server = net.createServer({ pauseOnConnect: true }, (peer) => void peers.push(peer));
  server.listen(0, "127.0.0.1");
  await until(() => server.listening);
  const raw = net.connect((server.address() as net.AddressInfo).port, "127.0.0.1");
  await until(() => !raw.connecting && peers.length === 1);
  server.close();
  let drained = 0;
  const writes = new HandleWrites(raw, handles!, {
    hostDrained() {
      drained += 1;
    },
  });
  return { raw, peer: peers[0]!, writes, drained: () => drained };
}

test("a write that the host takes at once is done, and nobody is told", { skip }, async () => {
  const { raw, peer, writes, drained } = await connection();
  let text = "";
  peer.on("data", (data: Buffer) => {
    text += data.toString();
  });
  peer.resume();
  for (const letter of "abc") assert.equal(writes.write(new TextEncoder().encode(letter)), true);
  await until(() => text === "abc");
  assert.equal(drained(), 0);
  raw.destroy();
  peer.destroy();
});

test("what it does not take is kept as it is, and told once when all has gone", {
  skip,
}, async () => {
  const { raw, peer, writes, drained } = await connection();
  const size = 20_000_000;
  assert.equal(writes.write(new Uint8Array(size)), false);
  let count = 0;
  peer.on("data", (data: Buffer) => {
    count += data.length;
  });
  peer.resume();
  await until(() => count === size && drained() === 1);
  assert.equal(writes.write(Uint8Array.of(1)), true);
  raw.destroy();
  peer.destroy();
});

test("closed meanwhile: nobody is told, and later writes are taken and lost", {
  skip,
}, async () => {
  const { raw, peer, writes, drained } = await connection();
  assert.equal(writes.write(new Uint8Array(20_000_000)), false);
  raw.destroy();
  await until(() => raw.closed);
  assert.equal(drained(), 0);
  assert.equal(writes.write(Uint8Array.of(1)), true);
  peer.destroy();
});

test("an error of the host's ends the socket, by its POSIX code", { skip }, async () => {
  const { raw, peer, writes } = await connection();
  const codes: (string | undefined)[] = [];
  raw.on("error", (error: NodeJS.ErrnoException) => codes.push(error.code));
  peer.resetAndDestroy();
  for (let i = 0; i < 100 && codes.length === 0; i++) {
    writes.write(new Uint8Array(100_000));
    await new Promise((done) => setImmediate(done));
  }
  await until(() => codes.length > 0);
  assert.match(codes.join(), /^(?:EPIPE|ECONNRESET)$/);
});

test("written in two goes, with a reader who makes room between them: the request is not used again", {
  skip,
}, async () => {
  // Node aborts where it is; a reader of this process could not be that fast.
  const reader = spawn("cat", { stdio: ["pipe", "ignore", "ignore"] });
  const raw = reader.stdin as unknown as net.Socket;
  const data = new Uint8Array(220_000);
  let left = 5_000;
  const writes: HandleWrites = new HandleWrites(raw, handles!, { hostDrained: () => go() });
  const go = (): void => {
    while (left > 0) {
      left -= 1;
      if (!writes.write(data)) return;
    }
    raw.end();
  };
  go();
  await until(() => reader.exitCode === 0);
  assert.equal(left, 0);
});
