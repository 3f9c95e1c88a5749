/** One call for a thread: its Deferred fires once, and what the thread asks of it meanwhile is answered. */
import { cancelAll, type Deferred, inContext, maybeDeferred } from "../deferred/index.ts";
import { ThreadLost } from "../net/index.ts";
import { describeThrown, type Outcome, rebuildThrown } from "../threads/index.ts";

type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;

export interface ThreadWork {
  readonly module: string;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly transfer: readonly object[];
}

export class ThreadCall {
  readonly result: Deferred<unknown>;
  /** What is to be sent; `null` once it was. */
  work: ThreadWork | null;
  readonly #functions: Functions;
  /** Functions run in the context of who made the call, not of whoever had the thread started. */
  readonly #apply = inContext(
    ({ f, args }: { f: (...args: never[]) => unknown; args: readonly unknown[] }) =>
      f(...(args as never[])),
  );
  /** What was asked and has no answer yet. */
  readonly #asked = new Map<number, Deferred<unknown>>();

  constructor(work: ThreadWork, functions: Functions, result: Deferred<unknown>) {
    this.work = work;
    this.#functions = functions;
    this.result = result;
  }

  ended(outcome: Outcome): void {
    this.over();
    if (this.result.called) return;
    if ("value" in outcome) this.result.callback(outcome.value);
    else this.result.errback(rebuildThrown(outcome.thrown));
  }

  lost(why: string, cause?: unknown): void {
    this.over();
    if (!this.result.called) this.result.errback(new ThreadLost(why, { cause }));
  }

  /** Nobody waits any more for what was asked. */
  over(): void {
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    cancelAll(asked);
  }

  /** `answer` is called once, unless the call is over before. */
  ask(
    ask: number,
    name: string,
    args: readonly unknown[],
    answer: (outcome: Outcome) => void,
  ): void {
    const functions = this.#functions;
    const asked = maybeDeferred(() => {
      const f = Object.hasOwn(functions, name) ? functions[name] : undefined;
      if (typeof f === "function") return this.#apply({ f, args });
      const known = Object.keys(functions).join(", ") || "none";
      throw new ReferenceError(`"${name}" is no function that the call came with: ${known}`);
    });
    this.#asked.set(ask, asked);
    const tell = (outcome: Outcome): undefined => {
      if (this.#asked.delete(ask)) answer(outcome);
    };
    asked.addCallbacks(
      (value) => tell({ value }),
      (failure) => tell({ thrown: describeThrown(failure.thrown) }),
    );
  }

  /** The thread wants no answer any more. */
  forget(ask: number): void {
    const asked = this.#asked.get(ask);
    this.#asked.delete(ask);
    if (asked !== undefined) cancelAll([asked]);
  }
}
