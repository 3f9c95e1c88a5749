/**
 * The threads of one reactor, and the calls that wait for one.
 *
 * Rules: a thread is started only for a call that waits, up to `max`, and one that is about to end counts until it
 * has; calls are begun in the order in which they were made; every call ends once. The process is kept alive
 * while there is a call, and never by a thread that has nothing to do.
 */

import { implementer } from "../components/index.ts";
import { Deferred, QueueOverflow, withSignal } from "../deferred/index.ts";
import type { Logger } from "../logger/index.ts";
import { IThreadPool, type ThreadPoolLimits } from "../net/index.ts";
import type { Platform, ThreadsPlatform } from "../platform/index.ts";
import { tracking } from "../resources/index.ts";
import { notCloneable, threadModule } from "../threads/index.ts";
import { PoolThread, type PoolThreadOwner } from "./pool-thread.ts";
import { ThreadCall, type ThreadWork } from "./thread-call.ts";
import type { Turn } from "./turn.ts";

export interface ThreadPoolContext {
  readonly turn: Turn;
  readonly log: Logger;
  readonly platform: Pick<Platform, "name" | "now" | "alarm" | "hold">;
  /** Of the reactor; only while it is "running" is there an alarm for threads that have nothing to do. */
  state(): string;
}

const NAME = "torsion thread";

export class ThreadPool implements IThreadPool, PoolThreadOwner {
  static {
    implementer(IThreadPool)(this);
  }
  readonly turn: Turn;
  readonly #context: ThreadPoolContext;
  readonly #platform: ThreadsPlatform;
  readonly #threads = new Set<PoolThread>();
  /** Those that have nothing to do; the one that was put to work last is the last, and the next to work. */
  readonly #idle: PoolThread[] = [];
  readonly #queue = new Set<ThreadCall>();
  #calls = 0;
  #release: (() => void) | null = null;
  #min = 0;
  #max: number;
  #maxWaiting = 10_000;
  #idleSeconds = 30;
  #heapMegabytes: number | undefined;
  #disarm: (() => void) | null = null;
  /** Why no call is taken any more. */
  #stopped: string | null = null;
  readonly #whenEmpty: Deferred<void>[] = [];

  constructor(context: ThreadPoolContext, platform: ThreadsPlatform) {
    this.#context = context;
    this.#platform = platform;
    this.turn = context.turn;
    this.#max = Math.max(1, platform.parallelism);
  }

  get min(): number {
    return this.#min;
  }
  get max(): number {
    return this.#max;
  }
  get threads(): number {
    return this.#threads.size;
  }
  get working(): number {
    return [...this.#threads].filter(({ working }) => working).length;
  }
  get waiting(): number {
    return this.#queue.size;
  }

  adjustPoolsize(
    min: number = this.#min,
    max: number = this.#max,
    limits: ThreadPoolLimits = {},
  ): void {
    const { maxWaiting = this.#maxWaiting, idleSeconds = this.#idleSeconds } = limits;
    const { heapMegabytes = this.#heapMegabytes } = limits;
    if (!Number.isInteger(min) || min < 0) throw new RangeError(`the minimum is ${min}`);
    if (!Number.isInteger(max) || max < 1) throw new RangeError(`the maximum is ${max}`);
    if (min > max) throw new RangeError(`the minimum, ${min}, is above the maximum, ${max}`);
    if (!Number.isInteger(maxWaiting) || maxWaiting < 0)
      throw new RangeError(`maxWaiting is ${maxWaiting}`);
    if (!(idleSeconds >= 0)) throw new RangeError(`idleSeconds is ${idleSeconds}`);
    if (heapMegabytes !== undefined && !(heapMegabytes >= 1))
      throw new RangeError(`heapMegabytes is ${heapMegabytes}`);
    this.#min = min;
    this.#max = max;
    this.#maxWaiting = maxWaiting;
    this.#idleSeconds = idleSeconds;
    this.#heapMegabytes = heapMegabytes;
    this.#startForQueue();
    while (this.#alive() > this.#max && this.#idle.length > 0) this.#retire();
    this.#disarm?.();
    this.#disarm = null;
    this.#sweep();
  }

  /** Throws `NotCloneableError`. */
  submit(
    work: ThreadWork,
    functions: ConstructorParameters<typeof ThreadCall>[1],
    signal: AbortSignal | undefined,
  ): Deferred<unknown> {
    const result = new Deferred<unknown>(() => this.#cancel(call));
    const call = new ThreadCall(work, functions, result);
    if (signal?.aborted) return withSignal(new Deferred<unknown>(), signal);
    if (this.#stopped !== null) {
      call.lost(this.#stopped);
      return result;
    }
    this.#begin(call);
    if (!result.called) {
      this.#calls += 1;
      tracking?.began(result, {
        kind: "thread call",
        describe: () => `call of ${work.name} in a thread`,
        isLive: ({ called }) => !called,
        end: (call) => call.cancel(),
        owner: this.#context.platform,
      });
      if (this.#calls === 1) this.#release = this.#context.platform.hold?.() ?? null;
      result.addBoth((outcome) => {
        this.#over();
        return outcome;
      });
    }
    return withSignal(result, signal);
  }

  /** Every call fails with `ThreadLost`, every thread ends. Fires when the last one has. */
  stop(why: string): Deferred<void> {
    this.#stopped = why;
    this.#disarm?.();
    this.#disarm = null;
    const waiting = [...this.#queue];
    this.#queue.clear();
    for (const thread of [...this.#threads]) thread.terminate(why);
    for (const call of waiting) call.lost(why);
    const empty = new Deferred<void>();
    if (this.#threads.size === 0) empty.callback(undefined);
    else this.#whenEmpty.push(empty);
    return empty;
  }

  // What threads tell.

  free(thread: PoolThread): void {
    if (this.#alive() > this.#max) {
      thread.terminate("the pool was made smaller");
      return;
    }
    while (this.#queue.size > 0) {
      const call = this.#shift();
      if (this.#give(thread, call)) return;
    }
    thread.idleSince = this.#context.platform.now();
    this.#idle.push(thread);
    this.#armIfNeeded();
  }

  ended(thread: PoolThread, why: string | null): void {
    this.#threads.delete(thread);
    const at = this.#idle.indexOf(thread);
    if (at >= 0) this.#idle.splice(at, 1);
    if (why !== null)
      this.#context.log.warn("a thread that had nothing to do has ended: {why}", { why });
    if (this.#stopped === null) this.#startForQueue();
    else if (this.#threads.size === 0)
      for (const empty of this.#whenEmpty.splice(0)) empty.callback(undefined);
  }

  // Beginning and ending calls.

  /** Throws `NotCloneableError`. */
  #begin(call: ThreadCall): void {
    const idle = this.#idle.at(-1);
    if (idle !== undefined) {
      idle.work(call);
      this.#idle.pop();
    } else if (this.#threads.size < this.#max) {
      const thread = this.#start(call);
      if (thread === null) return;
      try {
        thread.work(call);
      } catch (thrown) {
        this.free(thread);
        throw thrown;
      }
    } else if (this.#queue.size >= this.#maxWaiting) {
      const message = `${this.#queue.size} calls wait for a thread, and no more may`;
      call.result.errback(new QueueOverflow(message));
    } else {
      call.work = snapshot(call.work as ThreadWork);
      this.#queue.add(call);
    }
  }

  #shift(): ThreadCall {
    const [call] = this.#queue;
    this.#queue.delete(call as ThreadCall);
    return call as ThreadCall;
  }

  /** What waited is data, and was sent once; all the same a runtime may not take it twice. */
  #give(thread: PoolThread, call: ThreadCall): boolean {
    try {
      thread.work(call);
      return true;
    } catch (thrown) {
      call.result.errback(thrown);
      return false;
    }
  }

  #startForQueue(): void {
    while (this.#queue.size > 0 && this.#threads.size < this.#max) {
      const call = this.#shift();
      const thread = this.#start(call);
      if (thread !== null && !this.#give(thread, call)) this.free(thread);
    }
  }

  /** `null`: there is none, and the call has failed. */
  #start(call: ThreadCall): PoolThread | null {
    const thread = new PoolThread(this);
    try {
      const options = { name: NAME, heapMegabytes: this.#heapMegabytes };
      thread.started(this.#platform.start(threadModule, options, thread));
    } catch (thrown) {
      call.lost(`no thread could be started: ${(thrown as Error).message}`, thrown);
      return null;
    }
    this.#threads.add(thread);
    return thread;
  }

  #cancel(call: ThreadCall): void {
    if (this.#queue.delete(call)) return;
    call.over();
    for (const thread of this.#threads) thread.abandon(call);
  }

  #over(): void {
    this.#calls -= 1;
    if (this.#calls > 0) return;
    this.#release?.();
    this.#release = null;
  }

  // Threads that have nothing to do.

  #retire(): void {
    this.#idle.shift()?.terminate("it had nothing to do");
  }

  #armIfNeeded(): void {
    if (this.#disarm !== null || this.#stopped !== null || this.#context.state() !== "running")
      return;
    const oldest = this.#idle[0];
    if (oldest === undefined || this.#alive() <= this.#min) return;
    const { platform } = this.#context;
    const seconds = Math.max(0, oldest.idleSince + this.#idleSeconds - platform.now());
    if (seconds === Number.POSITIVE_INFINITY) return;
    this.#disarm = platform.alarm(seconds, () => {
      this.#disarm = null;
      this.#sweep();
    });
  }

  #sweep(): void {
    const limit = this.#context.platform.now() - this.#idleSeconds;
    while (this.#idle.length > 0 && this.#idle[0]!.idleSince <= limit && this.#alive() > this.#min)
      this.#retire();
    this.#armIfNeeded();
  }

  #alive(): number {
    return [...this.#threads].filter(({ terminated }) => !terminated).length;
  }
}

/** What waits is as it was when the call was made, and what is to be moved is gone already. */
function snapshot(work: ThreadWork): ThreadWork {
  const { args, transfer } = work;
  try {
    return { ...work, ...structuredClone({ args, transfer }, { transfer: transfer as never }) };
  } catch (cause) {
    throw notCloneable("arguments", work.name, args, cause);
  }
}
