import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import * as net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { PathAddress, Socket } from "../port.ts";
import { Recorder, until } from "./recorder.test-fixture.ts";
import { unix as unixOf } from "./unix.ts";

const folder = mkdtempSync(join(tmpdir(), "torsion-unix-"));
after(() => rmSync(folder, { recursive: true }));
let names = 0;
const newPath = (): string => join(folder, `${names++}.sock`);
const unix = unixOf(false);
const BACKLOG = { backlog: 10 };

test("bytes go both ways, and both ends know the name", async () => {
  const path = newPath();
  const accepted: Socket<PathAddress>[] = [];
  const listener = await unix.listen({ path }, BACKLOG, (socket) => accepted.push(socket));
  const socket = await unix.connect({ path }, {});
  await until(() => accepted.length === 1);
  const [here, there] = [new Recorder(), new Recorder()];
  socket.start(here);
  accepted[0]!.start(there);
  assert.deepEqual([socket.local, socket.peer], [{ path: "" }, { path }]);
  assert.deepEqual([accepted[0]!.local, accepted[0]!.peer], [{ path }, { path: "" }]);
  socket.write(Uint8Array.of(65));
  await until(() => there.text === "A");
  accepted[0]!.write(Uint8Array.of(66));
  await until(() => here.text === "B");
  socket.close();
  accepted[0]!.close();
  await until(() => here.events.includes("closed") && there.events.includes("closed"));
  await listener.close();
});

test("X22: the file has the mode that is asked for, and is gone when the listener is closed", async () => {
  const path = newPath();
  const listener = await unix.listen({ path }, { ...BACKLOG, mode: 0o640 }, () => {});
  assert.equal(statSync(path).mode & 0o777, 0o640);
  await listener.close();
  assert.equal(existsSync(path), false);
});

test("errors are POSIX's: in use, no such name, nobody there, no permission", async () => {
  const path = newPath();
  const listener = await unix.listen({ path }, BACKLOG, () => {});
  await assert.rejects(async () => unix.listen({ path }, BACKLOG, () => {}), {
    code: "EADDRINUSE",
  });
  await listener.close();
  await assert.rejects(async () => unix.connect({ path }, {}), { code: "ENOENT" });
  const file = newPath();
  writeFileSync(file, "");
  await assert.rejects(async () => unix.connect({ path: file }, {}), {
    code: /^(ENOTSOCK|ECONNREFUSED)$/,
  });
  const nowhere = { path: join(folder, "no", "such") };
  await assert.rejects(async () => unix.listen(nowhere, BACKLOG, () => {}), {
    code: /^(EACCES|ENOENT)$/,
  });
});

test("an abstract name leaves no file", { skip: process.platform !== "linux" }, async () => {
  const path = `\0torsion-${process.pid}`;
  let accepted = 0;
  const listener = await unix.listen({ path }, BACKLOG, (socket) => {
    accepted += 1;
    socket.start(new Recorder());
    socket.close();
  });
  const socket = await unix.connect({ path }, {});
  const sink = new Recorder();
  socket.start(sink);
  await until(() => accepted === 1 && sink.events.includes("ended"));
  socket.close();
  await listener.close();
});

test("removeSocket removes sockets, and nothing else", async () => {
  const path = newPath();
  unix.removeSocket(path);
  const server = net.createServer().listen(path);
  await until(() => existsSync(path));
  unix.removeSocket(path);
  assert.equal(existsSync(path), false);
  server.close();
  writeFileSync(path, "precious");
  assert.throws(() => unix.removeSocket(path), { code: "EEXIST" });
  assert.equal(existsSync(path), true);
});
