/**
 * Calls from outside of the reactor's turns: from a thread's message, a promise's continuation, a native callback.
 *
 * Rule (R3): each turn makes those calls that had been handed over when it began, before any delayed call; what
 * they hand over themselves waits for the next turn, so that nothing else is kept from its own.
 */
import type { Turn } from "./turn.ts";
import { runUserCode } from "./user-code.ts";

export interface CallsFromThreadsContext {
  readonly turn: Turn;
  /** Before anything from outside. */
  soon(run: () => void): void;
  /** After what is waiting outside. */
  nextTurn(run: () => void): void;
}

export class CallsFromThreads {
  readonly #context: CallsFromThreadsContext;
  readonly #failed: (thrown: unknown) => void;
  #calls: (() => unknown)[] = [];
  #scheduled = false;
  #making = false;
  #stopped = false;

  constructor(context: CallsFromThreadsContext, failed: (thrown: unknown) => void) {
    this.#context = context;
    this.#failed = failed;
  }

  call(f: () => unknown): void {
    if (this.#stopped) return;
    this.#calls.push(f);
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (this.#making) this.#context.nextTurn(() => this.#make());
    else this.#context.soon(() => this.#make());
  }

  /** What has not been called yet is dropped. */
  stop(): void {
    this.#stopped = true;
    this.#calls = [];
  }

  #make(): void {
    const calls = this.#calls;
    this.#calls = [];
    this.#scheduled = false;
    this.#making = true;
    this.#context.turn.enter();
    for (const f of calls) {
      if (this.#stopped) break;
      runUserCode(f, this.#failed);
    }
    this.#context.turn.leave();
    this.#making = false;
  }
}
