/** What a reactor offers of threads: it looks at what it is given, and hands it to its one pool. */
import { Deferred, type Failure, succeed } from "../deferred/index.ts";
import {
  type IThreadPool,
  NotCloneableError,
  type ThreadCallOptions,
  type ThreadsDescription,
} from "../net/index.ts";
import type { ThreadsPlatform } from "../platform/index.ts";
import { CallsFromThreads, type CallsFromThreadsContext } from "./calls-from-threads.ts";
import { ThreadPool, type ThreadPoolContext } from "./thread-pool.ts";

/** The threads of one reactor; there are none before they are wanted. */
export class Threads {
  readonly #context: ThreadPoolContext;
  readonly #callsFrom: CallsFromThreads;
  #pool: ThreadPool | null = null;
  #stopped: Deferred<void> | null = null;

  constructor(context: ThreadPoolContext & CallsFromThreadsContext) {
    this.#context = context;
    this.#callsFrom = new CallsFromThreads(context);
  }

  /** For who inspects the reactor; `null` before there is a pool. */
  get status(): ThreadsDescription | null {
    if (this.#pool === null) return null;
    const { min, max, threads, working, waiting } = this.#pool;
    return { min, max, threads, working, waiting };
  }

  callFrom(f: () => unknown): void {
    this.#callsFrom.call(f);
  }

  pool(platform: ThreadsPlatform): IThreadPool {
    return this.#poolOn(platform);
  }

  deferTo(
    platform: ThreadsPlatform,
    module: string | URL,
    exportName: string,
    args: readonly unknown[],
    { transfer = [], functions = {}, signal }: ThreadCallOptions = {},
  ): Deferred<unknown> {
    const work = { module: absolute(module, exportName), name: exportName, args, transfer };
    checkCall(work);
    return this.#poolOn(platform).submit(work, functions, signal);
  }

  callIn(...call: Parameters<Threads["deferTo"]>): void {
    this.deferTo(...call).addErrback((failure: Failure) => {
      const [, module, name] = call;
      this.#context.log.failure("{name} of {module} has failed in a thread", failure, {
        name,
        module: String(module),
      });
    });
  }

  /** Fires when the last thread has ended; may be called again. */
  stop(): Deferred<void> {
    this.#stopped ??= this.#pool?.stop("the reactor has stopped") ?? succeed(undefined);
    return this.#stopped;
  }

  #poolOn(platform: ThreadsPlatform): ThreadPool {
    this.#pool ??= new ThreadPool(this.#context, platform);
    return this.#pool;
  }
}

function absolute(module: unknown, exportName: unknown): string {
  if (typeof module === "function")
    throw new TypeError(
      `a thread cannot be given a function${module.name && ` (${module.name})`}: give the URL of a module that exports it, and its name`,
    );
  const text = String(module);
  try {
    return new URL(text).href;
  } catch (cause) {
    const advice = /^[./]/.test(text)
      ? `new URL(${JSON.stringify(text)}, import.meta.url)`
      : `import.meta.resolve(${JSON.stringify(text)})`;
    const message = `${JSON.stringify(text)}, for ${String(exportName)}, is no absolute URL: give ${advice}`;
    throw new TypeError(message, { cause });
  }
}

function checkCall({ name, args }: { readonly name: unknown; readonly args: unknown }): void {
  if (typeof name !== "string")
    throw new TypeError(
      `a thread calls an export by its name, and was given: ${typeof name === "function" ? `a function (${name.name})` : String(name)}`,
    );
  if (!Array.isArray(args)) throw new TypeError(`the arguments of ${name}() are to be an array`);
  // Of a Deferred a structured clone is an empty object, without a word.
  const at = args.findIndex((each) => each instanceof Deferred);
  if (at >= 0)
    throw new NotCloneableError(`${name}(): arguments[${at}] is a Deferred: wait for it`);
}
