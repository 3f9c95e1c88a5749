/**
 * Work on other threads. A thread shares nothing with the program but what is sent there, so a call names an
 * export of a module instead of a function; see `torsion/threads` for the other side.
 */
import { attribute, defineInterface, type Interface, method } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";

/** Any function that a module may export. */
export type ThreadFunction = (...args: never[]) => unknown;

/** One of which nothing is said. */
export type AnyExport = (...args: unknown[]) => unknown;
/** What it gives, waited for. */
export type ThreadResult<F extends ThreadFunction> = Deferred<Awaited<ReturnType<F>>>;

export interface ThreadCallOptions {
  /** What of the arguments is moved instead of copied: `ArrayBuffer`s, `MessagePort`s. It is gone here. */
  readonly transfer?: readonly object[];
  /** Aborting it cancels the call. */
  readonly signal?: AbortSignal | undefined;
  /**
   * What the call may have done here while it lasts, by name, through `callFromThread` (R3). They run in a turn
   * of the reactor; what they return is waited for, and it or what they throw goes back to the thread.
   */
  readonly functions?: Readonly<Record<string, (...args: never[]) => unknown>>;
}

/** Of `module` the export `exportName` is called with `args`. */
export type ThreadCallArguments<F extends ThreadFunction> = [
  module: string | URL,
  exportName: string,
  args: Readonly<Parameters<F>>,
  options?: ThreadCallOptions,
];

/** A reactor that functions can be handed to from outside of its turns. */
export interface IReactorFromThreads {
  /**
   * Call `f` soon, in a turn of its own: never inside of this call, in the order of the calls, and before any
   * delayed call (R3). What it throws is logged.
   */
  callFromThread<A extends unknown[]>(f: (...args: A) => unknown, ...args: A): void;
}
export const IReactorFromThreads: Interface<IReactorFromThreads> = defineInterface(
  "torsion.IReactorFromThreads",
  [],
  { callFromThread: method },
);

/** A reactor that can have work done by other threads. */
export interface IReactorInThreads {
  /**
   * Have a thread import `module` and call its export `exportName`; the result is what that gives, waited for.
   * `deferToThread<typeof f>(…)` types both.
   *
   * `module` is an absolute URL, for which there are `import.meta.url`, `new URL("./x.js", import.meta.url)` and
   * `import.meta.resolve("package")`. Arguments and result are structured clones, taken when the call is made. An
   * error of the thread's is given with its name, message, stack, cause and own properties.
   *
   * Cancelling takes the call out of the queue, or ends the thread where it stands. Fails with `ThreadLost` where
   * the thread ends before the call does, with `QueueOverflow` where too many calls wait. Throws `TypeError` for
   * what is no absolute URL, and `NotCloneableError`, a `TypeError` too, for arguments that cannot be sent.
   */
  deferToThread<F extends ThreadFunction = AnyExport>(
    ...call: ThreadCallArguments<F>
  ): ThreadResult<F>;
  /** As `deferToThread`, for who does not wait: what it fails with is logged. */
  callInThread<F extends ThreadFunction = AnyExport>(...call: ThreadCallArguments<F>): void;
}
export const IReactorInThreads: Interface<IReactorInThreads> = defineInterface(
  "torsion.IReactorInThreads",
  [],
  { deferToThread: method, callInThread: method },
);

export interface ThreadPoolLimits {
  /** How many calls may wait for a thread; 10,000 at first. One more fails with `QueueOverflow`. */
  readonly maxWaiting?: number;
  /** How long a thread that has nothing to do is kept, where there are more than `min`; 30 at first. */
  readonly idleSeconds?: number;
  /**
   * How many megabytes of objects a thread may hold that is started from now on, where the runtime can say so, as
   * Node.js can; the runtime's own limit at first.
   */
  readonly heapMegabytes?: number;
}

/** The threads of one reactor. They are started when there is work for them, one call at a time each. */
export interface IThreadPool {
  /** How many are kept when there is nothing to do; 0 at first. */
  readonly min: number;
  /** How many there may be; at first as many as the machine can run at the same time. */
  readonly max: number;
  /** How many there are, those that are about to end included. */
  readonly threads: number;
  /** How many of them are at work. */
  readonly working: number;
  /** How many calls wait for a thread. */
  readonly waiting: number;
  /**
   * Change the limits; what is not given stays. Throws `RangeError`. Threads that are too many end when they have
   * nothing to do.
   */
  adjustPoolsize(min?: number, max?: number, limits?: ThreadPoolLimits): void;
}
export const IThreadPool: Interface<IThreadPool> = defineInterface("torsion.IThreadPool", [], {
  min: attribute,
  max: attribute,
  threads: attribute,
  working: attribute,
  waiting: attribute,
  adjustPoolsize: method,
});

/** A reactor with a pool of threads. They end, wherever they stand, before `run()`'s Deferred fires. */
export interface IReactorThreads extends IReactorFromThreads, IReactorInThreads {
  getThreadPool(): IThreadPool;
  /** The same as `getThreadPool().adjustPoolsize(undefined, size)`. */
  suggestThreadPoolSize(size: number): void;
}
export const IReactorThreads: Interface<IReactorThreads> = defineInterface(
  "torsion.IReactorThreads",
  [IReactorFromThreads, IReactorInThreads],
  { getThreadPool: method, suggestThreadPoolSize: method },
);
