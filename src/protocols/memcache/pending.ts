/**
 * The commands that wait for their answers, in the order in which they were sent.
 *
 * One rule: who is given up stays in line. The answer comes all the same, and must not be the next one's.
 */
import type { Deferred, Failure } from "../../deferred/index.ts";
import type { Command } from "./commands.ts";

export interface PendingCommand {
  readonly command: Command<unknown>;
  readonly deferred: Deferred<unknown>;
  readonly length: number;
  next: PendingCommand | null;
}

export class PendingCommands {
  #first: PendingCommand | null = null;
  #last: PendingCommand | null = null;
  #size = 0;
  #length = 0;

  get first(): PendingCommand | null {
    return this.#first;
  }

  get size(): number {
    return this.#size;
  }

  /** The bytes of all commands in line. */
  get length(): number {
    return this.#length;
  }

  push(command: Command<unknown>, deferred: Deferred<unknown>, length: number): void {
    const pending: PendingCommand = { command, deferred, length, next: null };
    if (this.#last === null) this.#first = pending;
    else this.#last.next = pending;
    this.#last = pending;
    this.#size += 1;
    this.#length += length;
  }

  /** The first has its answer: a result, or the error that the server has said. */
  answered(result: unknown): void {
    const pending = this.#shift();
    if (pending !== null && !pending.deferred.called) pending.deferred.callback(result);
  }

  refused(error: Error): void {
    const pending = this.#shift();
    if (pending !== null && !pending.deferred.called) pending.deferred.errback(error);
  }

  /** None will be answered any more. Commands that come in from a callback are not among them. */
  failAll(reason: Error | Failure): void {
    let pending = this.#first;
    this.#first = null;
    this.#last = null;
    this.#size = 0;
    this.#length = 0;
    for (; pending !== null; pending = pending.next)
      if (!pending.deferred.called) pending.deferred.errback(reason);
  }

  #shift(): PendingCommand | null {
    const pending = this.#first;
    if (pending === null) return null;
    this.#first = pending.next;
    if (this.#first === null) this.#last = null;
    this.#size -= 1;
    this.#length -= pending.length;
    return pending;
  }
}
