import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import * as net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openServer } from "./open-server.ts";

const folder = mkdtempSync(join(tmpdir(), "torsion-open-"));
after(() => rmSync(folder, { recursive: true }));
const LOCAL = { host: "127.0.0.1", port: 0, backlog: 5 };

test("what comes in is accepted, and not read from", async () => {
  const sockets: net.Socket[] = [];
  const open = await openServer(LOCAL, (socket) => void sockets.push(socket));
  const { port } = open.address as { port: number };
  const client = net.connect(port, "127.0.0.1");
  client.write("hello");
  await once(client, "connect");
  while (sockets.length === 0) await new Promise(setImmediate);
  assert.equal(sockets[0]!.bytesRead, 0);
  sockets[0]!.resume();
  assert.equal(String((await once(sockets[0]!, "data"))[0]), "hello");
  await assert.rejects(
    openServer({ ...LOCAL, port }, () => {}),
    { code: "EADDRINUSE" },
  );
  open.close();
  client.destroy();
  sockets[0]!.destroy();
  const again = await openServer({ ...LOCAL, port }, () => {});
  again.close();
});

test("a UNIX socket has its mode, and goes with the lock that was taken in our name", async () => {
  const path = join(folder, "x.sock");
  const open = await openServer({ path, mode: 0o600, backlog: 5 }, () => {});
  assert.deepEqual(open.address, { path });
  assert.equal(statSync(path).mode & 0o777, 0o600);
  symlinkSync(String(process.pid), `${path}.lock`);
  open.close();
  while (existsSync(path)) await new Promise(setImmediate);
  assert.throws(() => statSync(`${path}.lock`), { code: "ENOENT" });
});

test("what Node.js throws at once is a rejection", async () => {
  await assert.rejects(async () => await openServer({ ...LOCAL, port: 99_999 }, () => {}), {
    code: "ERR_SOCKET_BAD_PORT",
  });
});
