import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { MessageChannel, Worker } from "node:worker_threads";
import { peerModule } from "./thread-peer.test-fixture.ts";

test("it starts what the module exports on the port that it was given, and leaves Node's alone", async () => {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL("./thread-program.js", import.meta.url), {
    workerData: { port: port2, module: peerModule },
    transferList: [port2],
  });
  let onNodes = 0;
  worker.on("message", () => {
    onNodes += 1;
  });
  worker.postMessage("not for it");
  port1.postMessage("hello");
  assert.deepEqual(await once(port1, "message"), [["hello", false]]);
  await worker.terminate();
  port1.close();
  assert.equal(onNodes, 0);
});

test("a module that is not there is an error of the thread's", async () => {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL("./thread-program.js", import.meta.url), {
    workerData: { port: port2, module: "file:///no/such/module.js" },
    transferList: [port2],
  });
  const [error] = await once(worker, "error");
  assert.equal(error.code, "ERR_MODULE_NOT_FOUND");
  port1.close();
});

test("a message that cannot be read ends the thread: its sender waits for what it was to do", async () => {
  const { port1, port2 } = new MessageChannel();
  const module = `data:text/javascript,${encodeURIComponent(`
    import { workerData } from "node:worker_threads";
    export const threadMain = () =>
      setImmediate(() => workerData.port.emit("messageerror", new Error("unreadable")));
  `)}`;
  const worker = new Worker(new URL("./thread-program.js", import.meta.url), {
    workerData: { port: port2, module },
    transferList: [port2],
  });
  const [error] = await once(worker, "error");
  assert.equal(error.message, "unreadable");
  port1.close();
});
