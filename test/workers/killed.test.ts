/** `twist --workers` as a user meets it: real processes on real ports, killed in every way. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readlinkSync } from "node:fs";
import * as net from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "../until.ts";
import { answers, folder, type Joined, joined, lives, portOf, twist } from "./serving.ts";

test("one port, served by two: spread evenly; kill -9 of one costs its own connections, and no others", async () => {
  const program = twist(2);
  const port = await portOf(program);
  const all: Joined[] = [];
  for (let i = 0; i < 40; i++) all.push(await joined({ port }));
  const of = (number: string): Joined[] => all.filter(({ worker }) => worker === number);
  assert.deepEqual([of("1").length, of("2").length], [20, 20]);
  for (const { socket } of of("1")) socket.on("error", () => {});
  process.kill(of("1")[0]!.pid, "SIGKILL");
  // They come while it dies, and before there is another one.
  const meanwhile = await Promise.all(Array.from({ length: 20 }, () => joined({ port })));
  await program.says(/worker 1 has ended by SIGKILL; it is started again[\s\S]*worker 1 serves/);
  const later = [await joined({ port }), await joined({ port })];
  assert.deepEqual(later.map(({ worker }) => worker).sort(), ["1", "2"]);
  for (const one of [...of("2"), ...meanwhile, ...later]) assert.ok(await answers(one));
  program.signal("SIGTERM");
  await program.exit();
  const pids = new Set([...all, ...meanwhile, ...later].map(({ pid }) => pid));
  assert.equal(pids.size, 3);
  assert.deepEqual([...pids].filter(lives), []);
  assert.match(program.out, /stopped\n$/);
});

test("with one worker, and that one killed: who comes meanwhile is served by the next, on the same port", async () => {
  const program = twist(1);
  const port = await portOf(program);
  const first = await joined({ port });
  first.socket.on("error", () => {});
  process.kill(first.pid, "SIGKILL");
  await once(first.socket, "close");
  const second = await joined({ port });
  assert.notEqual(second.pid, first.pid);
  second.socket.destroy();
  program.signal("SIGTERM");
  await program.exit();
});

test("a port that is taken: one message, and its status", async () => {
  const server = net.createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  const program = twist(3, `tcp:${port}:interface=127.0.0.1`);
  assert.equal(await program.exit(), 1);
  assert.equal(program.err.match(/cannot listen/g)?.length, 1, program.err);
  assert.equal(program.err.match(/^twist: /gm)?.length, 1, program.err);
  server.close();
});

test("a description that is wrong: one message, and the status of a command line that is wrong", async () => {
  const program = twist(2, "tcp:port");
  assert.equal(await program.exit(), 64);
  assert.equal(program.err.match(/^twist: /gm)?.length, 1, program.err);
});

test("a supervisor that is killed leaves no workers", async () => {
  const program = twist(2);
  const port = await portOf(program);
  const all = [await joined({ port }), await joined({ port })];
  for (const { socket } of all) socket.on("error", () => {});
  process.kill(program.child.pid!, "SIGKILL");
  await until("the workers have noticed", () => !all.some(({ pid }) => lives(pid)));
});

test("a UNIX socket with its lock: shared by all, held by the supervisor, gone at the end", async () => {
  const path = join(folder, "x.sock");
  const program = twist(2, `unix:${path}`);
  await program.says(/2 workers serve/);
  assert.equal(Number(readlinkSync(`${path}.lock`)), program.child.pid);
  const all = [await joined({ path }), await joined({ path })];
  assert.deepEqual(all.map(({ worker }) => worker).sort(), ["1", "2"]);
  for (const one of all) assert.ok(await answers(one));
  program.signal("SIGTERM");
  await program.exit();
  assert.ok(!existsSync(path) && !existsSync(`${path}.lock`));
});

test("SIGTERM to all of them at once, as systemd sends it: each stops in order, once", async () => {
  const program = twist(2);
  const port = await portOf(program);
  const all = [await joined({ port }), await joined({ port })];
  for (const { pid } of all) process.kill(pid, "SIGTERM");
  program.signal("SIGTERM");
  await program.exit();
  assert.doesNotMatch(program.out, /no longer waiting|is killed|SIGKILL/);
  assert.deepEqual(all.map(({ pid }) => pid).filter(lives), []);
});

test("SIGUSR2: the workers are started anew one by one, and nobody who comes is turned away", async () => {
  const program = twist(2);
  const port = await portOf(program);
  const before = [await joined({ port }), await joined({ port })];
  for (const { socket } of before) socket.on("error", () => {});
  let running = true;
  let served = 0;
  const visitors = Array.from({ length: 4 }, async () => {
    while (running) {
      const visitor = await joined({ port });
      visitor.socket.destroy();
      served += 1;
    }
  });
  process.kill(program.child.pid!, "SIGUSR2");
  await program.says(/all workers have been started anew/);
  running = false;
  await Promise.all(visitors);
  assert.ok(served > 0);
  assert.ok(!before.some(({ pid }) => lives(pid)));
  program.signal("SIGTERM");
  await program.exit();
});
