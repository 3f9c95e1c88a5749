/**
 * Threads of Node's: a `Worker` that runs `thread-program.ts`, and a channel of its own beside Node's, so that what
 * a program does with `parentPort` and what a pool does are never taken for each other.
 */
import { availableParallelism } from "node:os";
import * as workers from "node:worker_threads";
import { type PlatformError, platformError } from "../errors.ts";
import type { Thread, ThreadOptions, ThreadSink, ThreadsPlatform } from "../threads-port.ts";

export const threads: ThreadsPlatform = {
  parallelism: availableParallelism(),
  start: (module, options, sink) => new NodeThread(module, options, sink),
};

/** This very file may be source or have been compiled; the one beside it is the same. */
const PROGRAM = new URL(
  `./thread-program${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`,
  import.meta.url,
);

class NodeThread implements Thread {
  readonly #worker: workers.Worker;
  readonly #port: workers.MessagePort;
  #error: PlatformError | undefined;
  #terminated = false;

  constructor(module: string, { name, heapMegabytes }: ThreadOptions, sink: ThreadSink) {
    const { port1, port2 } = new workers.MessageChannel();
    try {
      this.#worker = new workers.Worker(PROGRAM, {
        name,
        workerData: { port: port2, module },
        transferList: [port2],
        ...execArgv(),
        ...(heapMegabytes && { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } }),
      });
    } catch (error) {
      port1.close();
      throw platformError(error);
    }
    this.#port = port1;
    port1.on("message", (message) => {
      if (!this.#terminated) sink.message(message);
    });
    port1.on("messageerror", (error) => this.#fail(error));
    port1.unref();
    this.#worker.unref();
    this.#worker.on("error", (error) => {
      this.#error = platformError(error);
    });
    this.#worker.on("exit", (exitCode) => {
      this.#drain(sink);
      port1.close();
      sink.ended(exitCode, this.#terminated ? undefined : this.#error);
    });
  }

  post(message: unknown, transfer: readonly object[]): void {
    this.#port.postMessage(message, transfer as never);
  }

  terminate(): void {
    this.#terminated = true;
    void this.#worker.terminate();
  }

  /** A message that cannot be read: nobody knows what it was an answer to. */
  #fail(error: Error): void {
    this.#error ??= platformError(error);
    void this.#worker.terminate();
  }

  /** What was sent before the end is told before it. */
  #drain(sink: ThreadSink): void {
    for (;;) {
      const received = workers.receiveMessageOnPort(this.#port);
      if (received === undefined || this.#terminated) return;
      sink.message(received.message);
    }
  }
}

/**
 * By default a thread has the options of the process. Those that go with `--eval` would have it refused, since it
 * runs a file: then it has only those that say how modules are found.
 */
function execArgv(): { execArgv?: string[] } {
  if (!process.execArgv.some((option) => option.startsWith("--input-type"))) return {};
  return { execArgv: process.execArgv.filter((option) => option.startsWith("--conditions=")) };
}
