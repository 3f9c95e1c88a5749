/**
 * Values that some put and others get, each in order.
 *
 * Either there are values that nobody has asked for yet, or there are those who wait, or neither; never both.
 */
import { fail, succeed } from "./constructors.ts";
import { Deferred } from "./deferred.ts";
import { CancelledError, QueueClosed, QueueOverflow, QueueUnderflow } from "./errors.ts";
import { Fifo } from "./fifo.ts";
import { withSignal } from "./signals.ts";

export interface DeferredQueueOptions {
  /** How many values are kept for those to come; more is a `QueueOverflow`. No limit by default. */
  readonly size?: number;
  /** How many may wait for a value; more is a `QueueUnderflow`. No limit by default. */
  readonly backlog?: number;
}

export interface GetOptions {
  /** Aborting it gives the wait up. */
  readonly signal?: AbortSignal | undefined;
}

export class DeferredQueue<T> implements AsyncIterable<T> {
  readonly size: number;
  readonly backlog: number;
  readonly #pending = new Fifo<T>();
  readonly #waiting = new Fifo<Deferred<T>>();
  #closed = false;

  constructor({
    size = Number.POSITIVE_INFINITY,
    backlog = Number.POSITIVE_INFINITY,
  }: DeferredQueueOptions = {}) {
    for (const [name, limit] of Object.entries({ size, backlog }))
      if (!(limit >= 0)) throw new RangeError(`DeferredQueue: ${name} is ${limit}`);
    this.size = size;
    this.backlog = backlog;
  }

  /** How many values nobody has got yet. */
  get pending(): number {
    return this.#pending.size;
  }

  /** How many wait for a value. */
  get waiting(): number {
    return this.#waiting.size;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Give `value` to the first who waits, before this returns, or keep it. Throws `QueueOverflow`, `QueueClosed` (D31). */
  put(value: T): void {
    if (this.#closed) throw new QueueClosed("put() on a queue that is closed");
    let waiter = this.#waiting.shift();
    // Fired by somebody who had no business to: it has no use for a value.
    while (waiter?.called) waiter = this.#waiting.shift();
    if (waiter !== undefined) waiter.callback(value);
    else if (this.#pending.size < this.size) this.#pending.push(value);
    else throw new QueueOverflow(`the queue is full: ${this.size} values that nobody has got yet`);
  }

  /**
   * Get the next value. Cancelled, it gives its place up and takes none. Throws `QueueUnderflow` (D31).
   *
   * Fails with `QueueClosed` when the queue is closed and empty.
   */
  get({ signal }: GetOptions = {}): Deferred<T> {
    if (this.#pending.size > 0 && !signal?.aborted) return succeed(this.#pending.shift() as T);
    if (this.#closed) return fail(new QueueClosed("the queue is closed and empty"));
    if (this.#waiting.size >= this.backlog)
      throw new QueueUnderflow(`${this.backlog} wait for a value already`);
    const waiter = new Deferred<T>(() => this.#waiting.remove(place));
    const place = this.#waiting.push(waiter);
    return withSignal(waiter, signal);
  }

  /** No value comes after those that were put: who waits fails with `QueueClosed`, a `for await` ends. */
  close(): void {
    this.#closed = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift())
      if (!next.called) next.errback(new QueueClosed("the queue was closed"));
  }

  /** Each value in turn, until the queue is closed and empty. What a loop does not come to stays in the queue. */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return new Values(this);
  }
}

/** What a `for await` goes through. */
class Values<T> implements AsyncIterator<T, undefined> {
  readonly #queue: DeferredQueue<T>;
  readonly #asked = new Set<Deferred<unknown>>();
  #over = false;

  constructor(queue: DeferredQueue<T>) {
    this.#queue = queue;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#over) return this.return();
    const next = this.#queue.get();
    this.#asked.add(next);
    return next
      .addBoth((result) => {
        this.#asked.delete(next);
        return result as T;
      })
      .addCallbacks(
        (value): IteratorResult<T, undefined> => ({ value, done: false }),
        (failure) => {
          failure.trap(QueueClosed, CancelledError);
          return this.return();
        },
      )
      .then();
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#over = true;
    for (const next of this.#asked) next.cancel();
    return { value: undefined, done: true };
  }
}
