import assert from "node:assert/strict";
import * as net from "node:net";
import { Duplex, PassThrough } from "node:stream";
import { test } from "node:test";
import type { PlatformError } from "../errors.ts";
import type { SocketSink } from "../port.ts";
import { duplexSocket } from "./duplex-socket.ts";

/** Writes down what it is told. */
class Sink implements SocketSink {
  readonly events: string[] = [];
  readonly kept: Uint8Array[] = [];
  error: PlatformError | undefined;
  data(bytes: Uint8Array): void {
    this.kept.push(bytes);
    this.events.push(`data ${Buffer.from(bytes)}`);
  }
  drained(): void {
    this.events.push("drained");
  }
  ended(): void {
    this.events.push("ended");
  }
  closed(error?: PlatformError): void {
    this.error = error;
    this.events.push(error ? `closed ${error.code}` : "closed");
  }
}

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

/** A Duplex that is fed by `push`, and whose writes end when they are told to. */
function made(options: ConstructorParameters<typeof Duplex>[0] = {}) {
  const writes: { chunk: Buffer; done: (error?: Error | null) => void }[] = [];
  const duplex = new Duplex({
    read() {},
    write: (chunk, _encoding, done) => void writes.push({ chunk, done }),
    ...options,
  });
  const sink = new Sink();
  const socket = duplexSocket(duplex);
  return { duplex, writes, sink, socket };
}

test("what comes is told later, never from inside; plain bytes, that are not copied", async () => {
  const { duplex, sink, socket } = made();
  const bytes = Buffer.from("early");
  duplex.push(bytes);
  socket.start(sink);
  duplex.push("more");
  assert.deepEqual(sink.events, []);
  await turn();
  // In one piece or, from Node 26 on, in two.
  assert.equal(sink.events.join("").replaceAll("data ", ""), "earlymore");
  const before = sink.kept.length;
  const single = new Uint8Array([1, 2, 3]);
  duplex.push(single);
  assert.equal(sink.kept.length, before);
  await turn();
  assert.equal(sink.kept[before]?.buffer, single.buffer);
  assert.equal(sink.kept[before]?.constructor, Uint8Array);
});

test("while reading is paused nothing is told, its end neither; afterwards all of it, in order", async () => {
  const { duplex, sink, socket } = made();
  socket.start(sink);
  socket.pauseReading();
  duplex.push("a");
  duplex.push(null);
  await turn();
  assert.deepEqual(sink.events, []);
  socket.resumeReading();
  assert.deepEqual(sink.events, []);
  await turn();
  await turn();
  assert.deepEqual(sink.events, ["data a", "ended"]);
});

test("write answers whether the Duplex is done with it; drained comes once, later, when all is", async () => {
  const { writes, sink, socket } = made();
  socket.start(sink);
  const bytes = new Uint8Array([65]);
  assert.equal(socket.write(bytes), false);
  assert.equal(socket.write(bytes), false);
  bytes[0] = 66;
  assert.equal(String(writes[0]?.chunk), "A", "the writer uses its memory again");
  writes[0]?.done();
  await turn();
  assert.deepEqual(sink.events, []);
  writes[1]?.done();
  assert.deepEqual(sink.events, []);
  await turn();
  assert.deepEqual(sink.events, ["drained"]);
});

test("a Duplex that is done at once is written to without waiting", () => {
  const { sink, socket } = made({ write: (_chunk, _encoding, done) => done() });
  socket.start(sink);
  assert.equal(socket.write(new Uint8Array(100_000)), true);
});

test("shutdown ends its writing alone; both ends make the end", async () => {
  const { duplex, sink, socket } = made();
  socket.start(sink);
  socket.shutdown();
  await turn();
  assert.deepEqual([duplex.writableFinished, sink.events.length], [true, 0]);
  duplex.push("still");
  duplex.push(null);
  await turn();
  await turn();
  assert.deepEqual(sink.events, ["data still", "ended", "closed"]);
});

test("close waits for what was written, tells of no more data, and closes once", async () => {
  const { duplex, writes, sink, socket } = made();
  socket.start(sink);
  socket.write(new Uint8Array(3));
  socket.close();
  socket.close();
  duplex.push("late");
  await turn();
  assert.deepEqual([duplex.destroyed, sink.events], [false, []]);
  writes[0]?.done();
  await turn();
  await turn();
  assert.deepEqual(
    sink.events.filter((event) => event !== "drained"),
    ["closed"],
  );
});

test("abort destroys it, and is no error", async () => {
  const { duplex, sink, socket } = made();
  socket.start(sink);
  socket.write(new Uint8Array(3));
  socket.abort();
  assert.ok(duplex.destroyed);
  await turn();
  assert.deepEqual(sink.events, ["closed"]);
  assert.equal(socket.write(new Uint8Array(3)), true, "nobody waits for what nobody takes");
  socket.shutdown();
});

test("its error is the end, by its code; a close in the middle is a reset", async () => {
  const failing = made();
  failing.socket.start(failing.sink);
  failing.duplex.destroy(Object.assign(new Error("no more"), { code: "ETIMEDOUT" }));
  await turn();
  assert.deepEqual(failing.sink.events, ["closed ETIMEDOUT"]);
  const cut = made();
  cut.socket.start(cut.sink);
  cut.duplex.destroy();
  await turn();
  assert.deepEqual(cut.sink.events, ["closed ECONNRESET"]);
});

test("what has happened before the start is told at the start", async () => {
  const { duplex, sink, socket } = made();
  duplex.destroy(new Error("before"));
  await turn();
  socket.start(sink);
  assert.deepEqual(sink.events, []);
  await turn();
  assert.deepEqual([sink.events, sink.error?.message], [["closed EIO"], "before"]);

  const ended = made();
  ended.duplex.push(null);
  ended.duplex.resume();
  await turn();
  ended.socket.start(ended.sink);
  await turn();
  assert.deepEqual(ended.sink.events, ["ended"]);
});

test("streams of objects and of text are refused", () => {
  assert.throws(() => duplexSocket(new PassThrough({ objectMode: true })), /stream of objects/);
  assert.throws(() => duplexSocket(new PassThrough({ encoding: "utf8" })), /as text \(utf8\)/);
});

test("it is where the Duplex says that it is, or where we say, or a pipe", () => {
  const duplex = new PassThrough();
  assert.deepEqual(duplexSocket(duplex).peer, { pipe: "duplex" });
  const ends = { local: { pipe: "in" }, peer: { pipe: "out" } };
  assert.deepEqual(duplexSocket(duplex, { addresses: ends }).local, { pipe: "in" });
  Object.assign(duplex, { remoteAddress: "10.0.0.1", remotePort: 7 });
  assert.deepEqual(duplexSocket(duplex).peer, { host: "10.0.0.1", port: 7 });
});

test("what a net.Socket can do, it can", async () => {
  const asked: unknown[] = [];
  const raw = Object.assign(new net.Socket(), {
    setNoDelay: (on: boolean) => void asked.push(on),
    setKeepAlive: (on: boolean) => void asked.push(on),
    resetAndDestroy: () => void asked.push("reset"),
  });
  const socket = duplexSocket(raw as unknown as Duplex);
  socket.setNoDelay?.(false);
  socket.setKeepAlive?.(true);
  socket.abort();
  assert.deepEqual(asked, [false, true, "reset"]);
  raw.destroy();
  const plain = duplexSocket(new PassThrough());
  plain.setNoDelay?.(true);
});
