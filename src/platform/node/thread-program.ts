/** What a `Worker` of `threads.ts` runs: it imports the module that it was given, and starts what that exports. */
import { type MessagePort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { ThreadMain } from "../threads-port.ts";

const { port, module } = workerData as { readonly port: MessagePort; readonly module: string };

// Its sender waits for what it was to do: better no thread than one that does not answer.
port.on("messageerror", (error) => {
  throw error;
});

const { threadMain } = (await import(module)) as { readonly threadMain: ThreadMain };
threadMain({
  post: (message, transfer) => port.postMessage(message, transfer as never),
  start: (received) => port.on("message", received),
  take: () => receiveMessageOnPort(port)?.message,
});
