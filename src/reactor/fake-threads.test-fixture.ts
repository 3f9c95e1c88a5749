/** For tests: threads that do what a test says, when it says so. */
import type {
  PlatformError,
  Thread,
  ThreadOptions,
  ThreadSink,
  ThreadsPlatform,
} from "../platform/index.ts";
import {
  describeThrown,
  type MessageFromThread,
  type MessageToThread,
  type Outcome,
} from "../threads/index.ts";

export class FakeThread implements Thread {
  readonly options: ThreadOptions;
  readonly received: MessageToThread[] = [];
  terminated = 0;
  readonly #sink: ThreadSink;
  #outcomes = 0;

  constructor(options: ThreadOptions, sink: ThreadSink) {
    this.options = options;
    this.#sink = sink;
  }

  post(message: unknown, transfer: readonly object[]): void {
    this.received.push(structuredClone(message, { transfer: transfer as never }) as never);
  }
  terminate(): void {
    this.terminated += 1;
  }

  /** The name of each export that it was told to call. */
  get calls(): string[] {
    return this.received.flatMap((message) => (message.type === "call" ? [message.name] : []));
  }
  /** Has it a call that it has given no outcome of? */
  get busy(): boolean {
    return this.calls.length > this.#outcomes;
  }
  /** What it has been answered, as far as it is a value. */
  get answers(): unknown[] {
    return this.received.flatMap((message) => (message.type === "answer" ? [message.outcome] : []));
  }

  gives(value: unknown): void {
    this.#ends({ value });
  }
  throws(thrown: unknown): void {
    this.#ends({ thrown: describeThrown(thrown) });
  }
  asks(ask: number, name: string, ...args: unknown[]): void {
    this.says({ type: "ask", call: this.calls.length, ask, name, args });
  }
  says(message: MessageFromThread): void {
    this.#sink.message(message);
  }
  exits(code: number, error?: PlatformError): void {
    this.#sink.ended(code, error);
  }

  #ends(outcome: Outcome): void {
    this.#outcomes += 1;
    this.says({ type: "result", call: this.calls.length, outcome });
  }
}

export class FakeThreads implements ThreadsPlatform {
  readonly parallelism = 2;
  readonly threads: FakeThread[] = [];
  refuses: Error | null = null;

  start(_module: string, options: ThreadOptions, sink: ThreadSink): Thread {
    if (this.refuses !== null) throw this.refuses;
    const thread = new FakeThread(options, sink);
    this.threads.push(thread);
    return thread;
  }
}
