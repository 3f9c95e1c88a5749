/** Threads: calls that come back once, whatever becomes of the thread, and what code there asks of the program. */
import type { Awaitable, Deferred } from "../../deferred/index.ts";
import { Deferred as Later } from "../../deferred/index.ts";
import type { IReactorThreads, ThreadCallOptions, ThreadFunction } from "../../net/index.ts";
import { behaviour, type ConformanceCase, define, type TestFunction } from "./case.ts";
import { check, same, throws } from "./errors.ts";
import * as functions from "./thread-functions.ts";
import { Waits } from "./waits.ts";
import type { ConformanceReactor } from "./world.ts";

export interface ThreadsConformanceSetup {
  /** Not running yet; made anew for each case. */
  readonly reactor: ConformanceReactor & IReactorThreads;
  pass(): Awaitable<void>;
}

/** Seconds on the reactor's clock that any wait may take. */
const LIMIT = 60;
const MODULE = functions.threadFunctions;

type Functions = typeof functions;
type Name = {
  [N in keyof Functions]: Functions[N] extends ThreadFunction ? N : never;
}[keyof Functions];

export class ThreadsWorld extends Waits {
  readonly reactor: ThreadsConformanceSetup["reactor"];
  readonly #stopped: Deferred<void>;

  constructor({ reactor, pass }: ThreadsConformanceSetup) {
    super(reactor, pass, LIMIT);
    this.reactor = reactor;
    reactor.suggestThreadPoolSize(1);
    this.#stopped = reactor.run();
  }

  call(name: Name, args: unknown[] = [], options: ThreadCallOptions = {}): Deferred<unknown> {
    return this.reactor.deferToThread(MODULE, name, args, options);
  }

  async give(name: Name, args: unknown[] = [], options: ThreadCallOptions = {}): Promise<unknown> {
    return await this.result(this.call(name, args, options));
  }

  /** A call that has begun, and has no end. */
  async spinning(): Promise<{ readonly call: Deferred<unknown> }> {
    const state = new Int32Array(new SharedArrayBuffer(4));
    const call = this.call("spin", [state]);
    await this.until("it has begun", () => Atomics.load(state, 0) === 1);
    return { call };
  }

  async close(): Promise<void> {
    if (this.reactor.running) this.reactor.stop();
    await this.result(this.#stopped);
  }
}

export const threadsCases: readonly ConformanceCase<ThreadsWorld>[] = [
  behaviour("a call of an export gives its result, from another thread", async (world) => {
    same("sum", await world.give("add", [1, 2]), 3);
    same("elsewhere", await world.give("isElsewhere"), true);
  }),

  behaviour("what an export gives is waited for", async (world) =>
    same("value", await world.give("later", [{ list: [7] }]), { list: [7] }),
  ),

  behaviour("a thread goes on to the next call, and keeps its modules", async (world) => {
    const counts: unknown[] = [];
    for (let i = 0; i < 3; i++) counts.push(await world.give("count"));
    same("counts", counts, [1, 2, 3]);
  }),

  behaviour("many calls of one thread: each its own result, in order", async (world) => {
    const results: unknown[] = [];
    for (let i = 0; i < 200; i++)
      world.call("add", [i, i]).addCallback((sum) => void results.push(sum));
    await world.until("all have come", () => results.length === 200);
    check(
      "in order",
      results.every((sum, i) => sum === 2 * i),
    );
  }),

  behaviour("two threads work at the same time", async (world) => {
    world.reactor.suggestThreadPoolSize(2);
    const state = new Int32Array(new SharedArrayBuffer(4));
    const calls = [1, 2].map(() => world.call("meet", [state, 2]));
    for (const call of calls) same("they have met", await world.result(call), true);
  }),

  behaviour("an error comes with class, message, stack, cause and what is on it", async (world) => {
    const error = (await world.failure(world.call("fail", ["why"]))) as Error & { code: string };
    check("it is of the language's own class", error instanceof RangeError);
    same("error", [error.name, error.message, error.code], ["OnPurpose", "why", "E_ON_PURPOSE"]);
    check("the stack is that of the thread", /thread-functions/.test(error.stack ?? ""));
    check("cause", error.cause instanceof TypeError && error.cause.message === "the cause");
    same("the thread goes on", await world.give("add", [1, 2]), 3);
  }),

  behaviour("a module, or an export, that is not there fails the call alone", async (world) => {
    const missing = world.reactor.deferToThread("file:///no/such/module.js", "f", []);
    check("which", /no\/such\/module\.js/.test((await world.failure(missing)).message));
    const none = await world.failure(world.reactor.deferToThread(MODULE, "none", []));
    check("which, and which there are", /"none".*\badd\b/.test(none.message));
    same("the thread goes on", await world.give("add", [1, 2]), 3);
  }),

  behaviour("what is no data is NotCloneableError, on its way there or back", async (world) => {
    throws("there", "NotCloneableError", () => world.call("later", [() => {}]));
    const back = await world.failure(world.call("notData"));
    same("back", back.name, "NotCloneableError");
    check("where", back.message.startsWith("notData(): result.list[0] is a function (add)"));
    same("the thread goes on", await world.give("add", [1, 2]), 3);
  }),

  behaviour("arguments are copied when the call is made; what is moved is gone", async (world) => {
    const list = [1];
    const copied = world.call("later", [list]);
    list.push(2);
    same("as it was", await world.result(copied), [1]);
    const bytes = new Uint8Array([1, 2, 3]);
    const moved = world.call("reversed", [bytes], { transfer: [bytes.buffer] });
    same("gone", bytes.length, 0);
    const back = (await world.result(moved)) as Uint8Array;
    same("there and back", [...back], [3, 2, 1]);
  }),

  behaviour("a result is copied, or moved where it says so", async (world) => {
    for (const [move, left] of [
      [false, 3],
      [true, 0],
    ] as const) {
      same("length", ((await world.give("keep", [move])) as Uint8Array).length, 3);
      same("left there", await world.give("lengthKept"), left);
    }
  }),

  behaviour(
    "a call that is cancelled ends wherever it stands, and the next one runs",
    async (world) => {
      const { call } = await world.spinning();
      const next = world.call("add", [1, 2]);
      call.cancel();
      same("cancelled", (await world.failure(call)).name, "CancelledError");
      same("next", await world.result(next), 3);
    },
  ),

  behaviour(
    "a thread that dies is ThreadLost, which says by what, and is replaced",
    async (world) => {
      const [call, next] = [world.call("die", ["uncaught"]), world.call("add", [1, 2])];
      const error = await world.failure(call);
      same("lost", error.name, "ThreadLost");
      check("by what", error.message.includes("uncaught"));
      same("next", await world.result(next), 3);
    },
  ),

  behaviour(
    "R3: callFromThread calls what came with the call, in order, and gives what it gives",
    async (world) => {
      const asked: unknown[] = [];
      const options = {
        functions: {
          double: (n: number) => {
            asked.push(n);
            return world.reactor.running ? 2 * n : null;
          },
        },
      };
      same("answer", await world.give("ask", ["double", 4], options), 8);
      same("both", await world.give("askBoth", ["double"], options), [2, 4]);
      same("asked", asked, [4, 1, 2]);
    },
  ),

  behaviour(
    "R3: what such a function waits for, throws, or lacks, comes to the thread",
    async (world) => {
      const later = new Later<number>();
      const options = {
        functions: {
          wait: () => later,
          fail: () => functions.fail("there"),
        },
      };
      const waiting = world.call("ask", ["wait"], options);
      world.reactor.callLater(0.01, () => later.callback(7));
      same("waited for", await world.result(waiting), 7);
      const error = await world.failure(world.call("ask", ["fail"], options));
      same("thrown", [error.name, error.message], ["OnPurpose", "there"]);
      const lacking = await world.failure(world.call("ask", ["none"], options));
      check("lacking", /"none".*wait, fail/.test(lacking.message));
    },
  ),

  behaviour("R3: blockingCallFromThread sleeps until there is an answer", async (world) => {
    const later = new Later<number>();
    const options = { functions: { wait: () => later, fail: () => functions.fail("there") } };
    const waiting = world.call("askAndSleep", ["wait"], options);
    world.reactor.callLater(0.01, () => later.callback(7));
    same("waited for", await world.result(waiting), 7);
    const error = await world.failure(world.call("askAndSleep", ["fail"], options));
    same("thrown", [error.name, error.message], ["OnPurpose", "there"]);
  }),

  behaviour("a thread that sleeps can be cancelled, and so is what it waits for", async (world) => {
    let asked = false;
    let cancelled = false;
    const wait = (): Deferred<void> => {
      asked = true;
      return new Later<void>(() => {
        cancelled = true;
      });
    };
    const call = world.call("askAndSleep", ["wait"], { functions: { wait } });
    await world.until("it sleeps", () => asked);
    call.cancel();
    same("cancelled", [(await world.failure(call)).name, cancelled], ["CancelledError", true]);
    same("next", await world.give("add", [1, 2]), 3);
  }),

  behaviour(
    "R12: a reactor that stops ends its threads, wherever they stand, before it has stopped",
    async (world) => {
      const { call } = await world.spinning();
      const waiting = world.call("add", [1, 2]);
      const pool = world.reactor.getThreadPool();
      const outcomes = [call, waiting].map((each) => world.failure(each));
      await world.close();
      same("threads", [pool.threads, pool.waiting], [0, 0]);
      for (const outcome of outcomes) same("lost", (await outcome).name, "ThreadLost");
    },
  ),
];

/** Define one test for each behaviour of a platform's threads. */
export function threadsConformance(
  test: TestFunction,
  platform: string,
  setup: () => Awaitable<ThreadsConformanceSetup>,
): void {
  define(test, platform, threadsCases, async () => new ThreadsWorld(await setup()));
}
