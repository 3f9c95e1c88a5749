/**
 * Calls from outside of the reactor's turns: from a thread's message, a promise's continuation, a native callback.
 *
 * Rule (R3): each turn makes those calls that had been handed over when it began, before any delayed call; what
 * they hand over themselves waits for the next turn, so that nothing else is kept from its own.
 */
import { Failure } from "../deferred/index.ts";
import type { Logger } from "../logger/index.ts";
import type { Turn } from "./turn.ts";
import { runUserCode } from "./user-code.ts";

export interface CallsFromThreadsContext {
  readonly turn: Turn;
  readonly log: Logger;
  /** Once it is "stopped" no call is made any more. */
  state(): string;
  /** Before anything from outside. */
  soon(run: () => void): void;
  /** After what is waiting outside. */
  nextTurn(run: () => void): void;
}

export class CallsFromThreads {
  readonly #context: CallsFromThreadsContext;
  #calls: (() => unknown)[] = [];
  #scheduled = false;
  #making = false;

  constructor(context: CallsFromThreadsContext) {
    this.#context = context;
  }

  call(f: () => unknown): void {
    this.#calls.push(f);
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (this.#making) this.#context.nextTurn(() => this.#make());
    else this.#context.soon(() => this.#make());
  }

  #make(): void {
    const calls = this.#calls;
    this.#calls = [];
    this.#scheduled = false;
    this.#making = true;
    this.#context.turn.run(() => {
      for (const f of calls) if (this.#context.state() !== "stopped") runUserCode(f, this.#failed);
    });
    this.#making = false;
  }

  readonly #failed = (thrown: unknown): void =>
    this.#context.log.failure("what callFromThread was given has thrown", new Failure(thrown));
}
