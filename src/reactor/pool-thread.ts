/**
 * One thread of a pool. It works on one call at a time, and is of no use any more once it has been terminated.
 *
 * Each message of a thread's is a turn. What comes after `terminate` is not looked at.
 */
import type { PlatformError, Thread, ThreadSink } from "../platform/index.ts";
import type { MessageFromThread, MessageToThread, Outcome } from "../threads/index.ts";
import { describeThrown, notCloneable } from "../threads/index.ts";
import type { ThreadCall, ThreadWork } from "./thread-call.ts";
import type { Turn } from "./turn.ts";

export interface PoolThreadOwner {
  readonly turn: Turn;
  /** It has nothing to do any more, and is not terminated. */
  free(thread: PoolThread): void;
  /** Called once, last. `why`: what it ended with, where nobody has terminated it. */
  ended(thread: PoolThread, why: string | null): void;
}

export class PoolThread implements ThreadSink {
  readonly #owner: PoolThreadOwner;
  #thread: Thread | null = null;
  #call: ThreadCall | null = null;
  #number = 0;
  /** Why its call is to fail, once it has been terminated. */
  #terminated: string | null = null;
  /** Since when it has nothing to do, for its owner. */
  idleSince = 0;

  constructor(owner: PoolThreadOwner) {
    this.#owner = owner;
  }

  started(thread: Thread): void {
    this.#thread = thread;
  }

  get working(): boolean {
    return this.#call !== null;
  }

  get terminated(): boolean {
    return this.#terminated !== null;
  }

  /** Throws `NotCloneableError`, and is as free then as before. */
  work(call: ThreadCall): void {
    const { module, name, args, transfer } = call.work as ThreadWork;
    this.#number += 1;
    try {
      this.#post({ type: "call", call: this.#number, module, name, args }, transfer);
    } catch (cause) {
      throw notCloneable("arguments", name, args, cause);
    }
    call.work = null;
    this.#call = call;
  }

  /** If it is at this call, which has an end already: end it where it stands. */
  abandon(call: ThreadCall): void {
    if (this.#call !== call) return;
    this.#call = null;
    this.terminate("its call was cancelled");
  }

  /** End it where it stands; its call, unless that is over, fails with `ThreadLost` for this reason. */
  terminate(why: string): void {
    if (this.#terminated !== null) return;
    this.#terminated = why;
    const call = this.#call;
    this.#call = null;
    this.#thread?.terminate();
    call?.lost(why);
  }

  message(received: unknown): void {
    if (this.#terminated !== null || this.#call === null) return;
    const message = received as MessageFromThread;
    this.#owner.turn.enter();
    if (message.type === "result") this.#result(message.outcome);
    else if (message.type === "forget") this.#call.forget(message.ask);
    else if (message.call === this.#number) this.#asked(this.#call, message);
    this.#owner.turn.leave();
  }

  ended(exitCode: number, error?: PlatformError): void {
    const why = error === undefined ? `exit code ${exitCode}` : error.message;
    const call = this.#call;
    this.#call = null;
    this.#owner.turn.enter();
    this.#owner.ended(this, this.#terminated === null && call === null ? why : null);
    call?.lost(`the thread ended before the call did: ${why}`, error?.cause ?? error);
    this.#owner.turn.leave();
  }

  /** It gets its next work before anybody hears of what this has come to. */
  #result(outcome: Outcome): void {
    const call = this.#call as ThreadCall;
    this.#call = null;
    this.#owner.free(this);
    call.ended(outcome);
  }

  #asked(call: ThreadCall, asked: Extract<MessageFromThread, { type: "ask" }>): void {
    const { ask, name, args, wake } = asked;
    call.ask(ask, name, args, (outcome) => {
      if (this.#call !== call) return;
      this.#answer(ask, name, outcome);
      if (wake === undefined) return;
      Atomics.store(wake, 0, 1);
      Atomics.notify(wake, 0);
    });
  }

  #answer(ask: number, name: string, outcome: Outcome): void {
    try {
      this.#post({ type: "answer", ask, outcome }, []);
    } catch (cause) {
      const value = "value" in outcome ? outcome.value : undefined;
      const thrown = describeThrown(notCloneable("result", name, value, cause));
      this.#post({ type: "answer", ask, outcome: { thrown } }, []);
    }
  }

  #post(message: MessageToThread, transfer: readonly object[]): void {
    this.#thread?.post(message, transfer);
  }
}
