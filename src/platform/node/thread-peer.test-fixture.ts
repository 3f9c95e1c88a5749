/** For tests: what a thread of `threads.ts` runs. It does what it is told, and says back whatever it is told. */
import { isMainThread } from "node:worker_threads";
import type { ThreadMain } from "../threads-port.ts";

export const peerModule: string = import.meta.url;

export const threadMain: ThreadMain = (port) => {
  port.start((message) => {
    if (message === "exit") {
      port.post("last words", []);
      process.exit(3);
    }
    if (message === "throw") throw new RangeError("uncaught");
    if (message === "spin") for (;;) {}
    if (message === "fill") for (const all: object[] = []; ; ) all.push(new Array(1000).fill({}));
    if (message instanceof Int32Array) {
      Atomics.wait(message, 0, 0);
      port.post(["taken", port.take(), port.take()], []);
    } else if (message instanceof Uint8Array) port.post(message, [message.buffer]);
    else port.post([message, isMainThread], []);
  });
};
