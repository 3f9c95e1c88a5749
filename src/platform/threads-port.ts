/** The port of threads: programs that share nothing with this one but messages. The rules of `port.ts` hold here too. */
import type { PlatformError } from "./errors.ts";

export interface ThreadsPlatform {
  /** How many threads can work at the same time. */
  readonly parallelism: number;
  /**
   * Start a thread, which imports `module`, an absolute URL, and calls what that exports as `threadMain`, a
   * {@link ThreadMain}. It does not keep the process alive. Throws `PlatformError` where the host has no room for it.
   */
  start(module: string, options: ThreadOptions, sink: ThreadSink): Thread;
}

export interface ThreadOptions {
  /** For debuggers and the like. */
  readonly name: string;
  readonly heapMegabytes?: number | undefined;
}

/** A thread, as seen from where it was started. What is sent before it runs waits. */
export interface Thread {
  /** Throws, whatever the runtime does, for what is no structured clone; nothing is sent or moved then. */
  post(message: unknown, transfer: readonly object[]): void;
  /** End it, wherever it stands. Then `sink.ended`, and no message any more. */
  terminate(): void;
}

export interface ThreadSink {
  message(message: unknown): void;
  /** Called exactly once, last; with an error when neither `terminate` nor the thread's own `exit` was the cause. */
  ended(exitCode: number, error?: PlatformError): void;
}

/** The wire, as seen from inside of the thread. */
export interface ThreadPort {
  post(message: unknown, transfer: readonly object[]): void;
  /** From now on call `received` for each message. */
  start(received: (message: unknown) => void): void;
  /** The next message that has come already and has not been told; `undefined` where there is none. */
  take(): unknown;
}

export type ThreadMain = (port: ThreadPort) => void;
