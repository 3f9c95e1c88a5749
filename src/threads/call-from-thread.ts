/**
 * For code that runs in a worker thread: how it calls what the program gave with the call, in `functions` of
 * `deferToThread`, and how it says what of a result is to be moved.
 *
 * The thread itself is kept under a registered symbol, so that two copies of the package agree.
 */
import { Deferred, QueueOverflow } from "../deferred/index.ts";
import type { ThreadPort } from "../platform/index.ts";
import type { MessageFromThread, MessageToThread, Outcome } from "./messages.ts";
import { notCloneable } from "./not-cloneable.ts";
import { rebuildThrown } from "./thrown.ts";

const CURRENT = Symbol.for("torsion.threads.current");
const TRANSFER = Symbol.for("torsion.threads.transfer");
/** Nothing that waits is without a limit. */
const MOST_UNANSWERED = 1000;

type Globals = { [CURRENT]?: Asking | null };

/** For this room: the thread that runs now, if any. */
export function setCurrent(thread: Asking | null): void {
  (globalThis as Globals)[CURRENT] = thread;
}

function current(): Asking {
  const thread = (globalThis as Globals)[CURRENT];
  if (thread) return thread;
  throw new ReferenceError("this is no thread of a reactor's, or it works on no call");
}

/** Does this code run where the reactor does, and not in a thread that a reactor has started? */
export function isInIOThread(): boolean {
  return !(globalThis as Globals)[CURRENT];
}

/**
 * Call `functions[name]` of the call that this thread works on, in the reactor's thread (R3). Arguments and result
 * are structured clones; what it throws is the failure. Cancelling cancels what the function waits for.
 *
 * Throws `NotCloneableError` for what cannot be sent, `QueueOverflow` where 1,000 have no answer yet,
 * `ReferenceError` outside of a call.
 */
export function callFromThread<R = unknown>(name: string, ...args: unknown[]): Deferred<R> {
  return current().ask(name, args) as Deferred<R>;
}

/**
 * As `callFromThread`, for code that does not wait: the thread sleeps until there is a result, and gets it or what
 * was thrown. A function that itself waits for this thread would wait for ever.
 */
export function blockingCallFromThread<R = unknown>(name: string, ...args: unknown[]): R {
  return current().askAndSleep(name, args) as R;
}

class Transferring {
  readonly [TRANSFER]: readonly object[];
  readonly value: unknown;
  constructor(value: unknown, transfer: readonly object[]) {
    this.value = value;
    this[TRANSFER] = transfer;
  }
}

/** For the `return` of a function that a thread was called with: have `transfer`, of `value`, moved, not copied. */
export function transferring<T>(value: T, transfer: readonly object[]): T {
  return new Transferring(value, transfer) as T;
}

/** For this room: a result, and what of it is to be moved. */
export function unwrapTransfer(result: unknown): { value: unknown; transfer: readonly object[] } {
  const { value, [TRANSFER]: transfer } = (result ?? {}) as Partial<Transferring>;
  return transfer === undefined ? { value: result, transfer: [] } : { value, transfer };
}

/** What a thread has asked the program, and has no answer to yet. */
export class Asking {
  readonly #port: ThreadPort;
  /** What comes while the thread sleeps and is not for it: to be told later. */
  readonly #tell: (message: MessageToThread) => void;
  readonly #waiting = new Map<number, Deferred<unknown>>();
  #asks = 0;
  /** The call that the thread works on. */
  call: number | null = null;

  constructor(port: ThreadPort, tell: (message: MessageToThread) => void) {
    this.#port = port;
    this.#tell = tell;
  }

  ask(name: string, args: unknown[]): Deferred<unknown> {
    if (this.#waiting.size >= MOST_UNANSWERED)
      throw new QueueOverflow(`${MOST_UNANSWERED} calls of this thread's have no answer yet`);
    const ask = this.#send(name, args);
    const answer = new Deferred<unknown>(() => {
      this.#waiting.delete(ask);
      this.#post({ type: "forget", ask });
    });
    this.#waiting.set(ask, answer);
    return answer;
  }

  askAndSleep(name: string, args: unknown[]): unknown {
    const wake = new Int32Array(new SharedArrayBuffer(4));
    const ask = this.#send(name, args, wake);
    Atomics.wait(wake, 0, 0);
    for (;;) {
      const message = this.#port.take() as MessageToThread | undefined;
      if (message === undefined) throw new Error("the thread was woken without an answer");
      if (message.type === "answer" && message.ask === ask) return resultOf(message.outcome);
      this.#tell(message);
    }
  }

  answered(ask: number, outcome: Outcome): void {
    const answer = this.#waiting.get(ask);
    // Cancelled while the answer was under way.
    if (answer === undefined) return;
    this.#waiting.delete(ask);
    if ("value" in outcome) answer.callback(outcome.value);
    else answer.errback(rebuildThrown(outcome.thrown));
  }

  #send(name: string, args: unknown[], wake?: Int32Array): number {
    if (this.call === null)
      throw new ReferenceError(`"${name}" was called when the call it belongs to was over`);
    const ask = ++this.#asks;
    const message = { type: "ask", call: this.call, ask, name, args } as const;
    try {
      this.#post(wake === undefined ? message : { ...message, wake });
    } catch (cause) {
      throw notCloneable("arguments", name, args, cause);
    }
    return ask;
  }

  #post(message: MessageFromThread): void {
    this.#port.post(message, []);
  }
}

function resultOf(outcome: Outcome): unknown {
  if ("value" in outcome) return outcome.value;
  throw rebuildThrown(outcome.thrown);
}
