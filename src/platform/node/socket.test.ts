import assert from "node:assert/strict";
import * as net from "node:net";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { Recorder, until } from "./recorder.test-fixture.ts";
import { NodeSocket } from "./socket.ts";
import { addresses } from "./tcp-addresses.ts";

interface Pair {
  readonly socket: NodeSocket;
  readonly sink: Recorder;
  /** The other end, bare and paused. */
  readonly raw: net.Socket;
}

/** A connected `NodeSocket`, started, and a bare socket at its other end. */
async function pair(): Promise<Pair> {
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true });
  server.listen(0, "127.0.0.1");
  await until(() => server.listening);
  const { port } = server.address() as net.AddressInfo;
  let raw: net.Socket | undefined;
  server.on("connection", (accepted) => {
    raw = accepted;
  });
  const ours = net.connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  await until(() => !ours.connecting && raw !== undefined);
  server.close();
  raw!.on("error", () => {});
  const socket = new NodeSocket(ours, addresses(ours));
  const sink = new Recorder();
  socket.start(sink);
  return { socket, sink, raw: raw! };
}

test("X20: addresses are the same before and after the end", async () => {
  const { socket, sink, raw } = await pair();
  const [local, peer] = [socket.local, socket.peer];
  assert.deepEqual(peer, { host: "127.0.0.1", port: raw.localPort });
  assert.deepEqual(local, { host: "127.0.0.1", port: raw.remotePort });
  socket.abort();
  await until(() => sink.events.includes("closed"));
  assert.deepEqual([socket.local, socket.peer], [local, peer]);
});

test("write: true when the host has taken it, and then drained is not called", async () => {
  const { socket, sink, raw } = await pair();
  let got = "";
  raw.setEncoding("utf8").on("data", (text: string) => {
    got += text;
  });
  raw.resume();
  assert.equal(socket.write(new TextEncoder().encode("small")), true);
  await until(() => got === "small");
  assert.deepEqual(sink.events, []);
  socket.abort();
});

test("write: false when it has not, and drained once when it has taken all", async () => {
  const { socket, sink, raw } = await pair();
  assert.equal(socket.write(new Uint8Array(20_000_000)), false);
  assert.equal(socket.write(new Uint8Array(1000)), false);
  await wait(30);
  assert.deepEqual(sink.events, [], "while the peer reads nothing");
  let count = 0;
  raw.on("data", (data) => {
    count += data.length;
  });
  raw.resume();
  await until(() => count === 20_001_000);
  await until(() => sink.events.length > 0);
  await wait(5);
  assert.deepEqual(sink.events, ["drained"]);
  assert.equal(socket.write(new Uint8Array(10)), true);
  socket.abort();
});

test("an end while bytes wait is told as closed, and drained never comes", async () => {
  const { socket, sink, raw } = await pair();
  assert.equal(socket.write(new Uint8Array(20_000_000)), false);
  raw.resetAndDestroy();
  await until(() => sink.events.length > 0);
  await wait(10);
  assert.equal(sink.events.length, 1);
  assert.match(sink.events[0]!, /^closed (ECONNRESET|EPIPE)$/);
});

test("after pauseReading no data comes, and all of it after resumeReading", async () => {
  const { socket, sink, raw } = await pair();
  socket.pauseReading();
  raw.write("held");
  await wait(30);
  assert.equal(sink.text, "");
  socket.resumeReading();
  await until(() => sink.text === "held");
  socket.abort();
});

test("shutdown sends FIN after what was written, and reading goes on", async () => {
  const { socket, sink, raw } = await pair();
  let got = "";
  let ended = false;
  raw.setEncoding("utf8").on("data", (text: string) => {
    got += text;
  });
  raw.on("end", () => {
    ended = true;
  });
  raw.resume();
  socket.write(new TextEncoder().encode("last"));
  socket.shutdown();
  await until(() => ended);
  assert.equal(got, "last");
  raw.write("answer");
  await until(() => sink.text === "answer");
  raw.end();
  await until(() => sink.events.includes("closed"));
  assert.deepEqual(sink.events, ["data", "ended", "closed"]);
});

test("close sends what was written, and is told as closed once, without an error", async () => {
  const { socket, sink, raw } = await pair();
  let count = 0;
  raw.on("data", (data) => {
    count += data.length;
  });
  raw.on("end", () => raw.end());
  socket.write(new Uint8Array(3_000_000));
  socket.close();
  raw.resume();
  await until(() => count === 3_000_000 && sink.events.includes("closed"));
  assert.equal(sink.events.filter((event) => event.startsWith("closed")).length, 1);
});

test("abort is told as closed without an error; the peer sees a reset", async () => {
  const { socket, sink, raw } = await pair();
  let code: string | undefined;
  raw.on("error", (error: NodeJS.ErrnoException) => {
    code = error.code;
  });
  raw.resume();
  socket.abort();
  assert.deepEqual(sink.events, [], "rule 1: not from inside of the call");
  await until(() => sink.events.length > 0);
  assert.deepEqual(sink.events, ["closed"]);
  await until(() => code !== undefined);
  assert.equal(code, "ECONNRESET");
});

test("the peer's reset is closed with ECONNRESET", async () => {
  const { sink, raw } = await pair();
  raw.resetAndDestroy();
  await until(() => sink.events.length > 0);
  assert.deepEqual(sink.events, ["closed ECONNRESET"]);
});

test("the options can be set, also when it is over", async () => {
  const { socket, sink } = await pair();
  const set = (): void => {
    socket.setNoDelay(false);
    socket.setKeepAlive(true);
  };
  set();
  socket.abort();
  await until(() => sink.events.includes("closed"));
  assert.doesNotThrow(set);
});
