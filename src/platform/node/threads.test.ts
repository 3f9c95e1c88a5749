import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { afterEach, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { PlatformError } from "../errors.ts";
import type { Thread } from "../threads-port.ts";
import { peerModule } from "./thread-peer.test-fixture.ts";
import { threads } from "./threads.ts";

const started: Thread[] = [];
afterEach(() => {
  for (const thread of started.splice(0)) thread.terminate();
});

/** A thread, and what it says until it ends. */
function start(module = peerModule, heapMegabytes?: number) {
  const heard: unknown[] = [];
  const ends: { exitCode: number; error: PlatformError | undefined }[] = [];
  const thread = threads.start(
    module,
    { name: "test", heapMegabytes },
    {
      message: (message) => void heard.push(message),
      ended: (exitCode, error) => void ends.push({ exitCode, error }),
    },
  );
  started.push(thread);
  const until = async (holds: () => boolean): Promise<void> => {
    const limit = Date.now() + 15_000;
    for (; !holds(); await wait(2)) assert.ok(Date.now() < limit, "waited in vain");
  };
  const post = (message: unknown, transfer: object[] = []): void => thread.post(message, transfer);
  return {
    thread,
    heard,
    ends,
    post,
    said: () => until(() => heard.length > 0),
    ended: () => until(() => ends.length > 0),
  };
}

test("messages go there and back, what is sent before it runs included; another thread runs it", async () => {
  assert.ok(threads.parallelism >= 1);
  const { post, heard, said } = start();
  post("hello");
  await said();
  assert.deepEqual(heard, [["hello", false]]);
});

test("bytes are moved both ways", async () => {
  const { post, heard, said } = start();
  const bytes = new Uint8Array([1, 2, 3]);
  post(bytes, [bytes.buffer]);
  assert.equal(bytes.length, 0);
  await said();
  assert.deepEqual(heard, [new Uint8Array([1, 2, 3])]);
});

test("what cannot be sent is thrown, and moves nothing", () => {
  const { post } = start();
  const bytes = new Uint8Array(3);
  assert.throws(() => post([bytes, () => {}], [bytes.buffer]), /could not be cloned/);
  assert.equal(bytes.length, 3);
});

test("a thread that sleeps takes what has come", async () => {
  const { post, heard, said } = start();
  const wake = new Int32Array(new SharedArrayBuffer(4));
  post(wake);
  post("answer");
  Atomics.store(wake, 0, 1);
  Atomics.notify(wake, 0);
  await said();
  assert.deepEqual(heard, [["taken", "answer", undefined]]);
});

test("what it says before it exits is told before its end", async () => {
  const { post, heard, ends, ended } = start();
  post("exit");
  await ended();
  assert.deepEqual([heard, ends], [["last words"], [{ exitCode: 3, error: undefined }]]);
});

test("an uncaught exception ends it, and is the error", async () => {
  const { post, ends, ended } = start();
  post("throw");
  await ended();
  assert.equal(ends.length, 1);
  assert.equal(ends[0]!.error!.message, "uncaught");
  assert.ok(ends[0]!.error!.cause instanceof RangeError);
});

test("terminated, wherever it stands, it ends, and says nothing any more", async () => {
  const { thread, post, heard, ends, said, ended } = start();
  post("hello");
  await said();
  post("spin");
  await wait(20);
  thread.terminate();
  await ended();
  assert.deepEqual([heard.length, ends], [1, [{ exitCode: 1, error: undefined }]]);
  thread.terminate();
  post("nobody is there");
  const early = start();
  early.post("hello");
  early.thread.terminate();
  await early.ended();
  assert.deepEqual([early.heard, early.ends[0]!.error], [[], undefined]);
});

test("a module that does not load is an end with an error", async () => {
  const { ends, ended } = start("file:///no/such/module.js");
  await ended();
  assert.equal(ends[0]!.error!.code, "ERR_MODULE_NOT_FOUND");
});

test("a thread that holds more than it may ends, and the process goes on", async () => {
  const { post, ends, ended } = start(peerModule, 16);
  post("fill");
  await ended();
  assert.equal(ends[0]!.error!.code, "ERR_WORKER_OUT_OF_MEMORY");
});

test("a thread does not keep the process alive, and runs where --eval has an --input-type", () => {
  const program = `
    import { threads } from ${JSON.stringify(new URL("./threads.js", import.meta.url).href)};
    const sink = { message: (m) => { console.log(m[0]); clearInterval(hold); }, ended() {} };
    const thread = threads.start(${JSON.stringify(peerModule)}, { name: "x" }, sink);
    thread.post("hello", []);
    const hold = setInterval(() => {}, 1000);`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", program],
    { encoding: "utf8", timeout: 20_000 },
  );
  assert.deepEqual([status, stdout, stderr], [0, "hello\n", ""]);
});
