/**
 * What has come and is yet to be asked for: the reading side of a connection that is pulled.
 *
 * Rules: one read at a time. What is kept has a limit, the high-water mark or what the read that waits needs, and above
 * that the source is paused. What has come is given out before the end is told, and a read that is given up takes nothing.
 */
import { ByteQueue } from "../bytes/index.ts";
import { Deferred, fail, succeed, withSignal } from "../deferred/index.ts";
import type { Cancellable } from "../net/index.ts";
import { AlreadyReadingError, IncompleteReadError, LimitOverrunError } from "./errors.ts";

/** Takes what it wants from the queue; `undefined`: there is not enough. `over`: no more comes, and all was in order. */
type Attempt<T> = (queue: ByteQueue, over: boolean) => T | undefined;

interface Source {
  pauseProducing(): void;
  resumeProducing(): void;
}

interface Waiting {
  /** Tries, and fires where it succeeds or fails. */
  tryAgain(): void;
  readonly needs: number;
}

export class PulledBytes {
  readonly #queue = new ByteQueue();
  readonly #highWaterMark: number;
  readonly #source: () => Source;
  #paused = false;
  #waiting: Waiting | null = null;
  /** `null`: in order. */
  #end: Error | null | undefined = undefined;

  constructor(highWaterMark: number, source: () => Source) {
    this.#highWaterMark = highWaterMark;
    this.#source = source;
  }

  /** How many bytes wait for a read. */
  get length(): number {
    return this.#queue.length;
  }

  received(data: Uint8Array): void {
    if (this.#end !== undefined) return;
    this.#queue.append(data);
    this.#waiting?.tryAgain();
    this.#regulate();
  }

  /** No more comes: in order, or because of an error. The first of these counts. */
  end(error: Error | null): void {
    if (this.#end !== undefined) return;
    this.#end = error;
    this.#waiting?.tryAgain();
  }

  /** What nobody has read is thrown away. */
  clear(): void {
    this.#queue.clear();
  }

  /** Something, as soon as there is any; `null` at the end. */
  some(options: Cancellable): Deferred<Uint8Array | null> {
    const take: Attempt<Uint8Array | null> = (queue, over) =>
      queue.length > 0 ? queue.takeAll() : over ? null : undefined;
    return this.#read(take, 1, options);
  }

  exactly(count: number, options: Cancellable): Deferred<Uint8Array> {
    if (!Number.isSafeInteger(count) || count < 0)
      return fail(new RangeError(`not a number of bytes: ${count}`));
    const take: Attempt<Uint8Array> = (queue, over) => {
      if (queue.length >= count) return queue.take(count);
      if (over) throw new IncompleteReadError(queue.takeAll(), count);
      return undefined;
    };
    return this.#read(take, count, options);
  }

  /** What comes before `delimiter`, `limit` bytes at the most, and the delimiter; `null` for nothing before the end. */
  until(delimiter: Uint8Array, limit: number, options: Cancellable): Deferred<Uint8Array | null> {
    if (delimiter.length === 0) return fail(new RangeError("an empty delimiter"));
    const most = limit + delimiter.length;
    const take: Attempt<Uint8Array | null> = (queue, over) => {
      const at = queue.indexOf(delimiter);
      if (at > limit || (at < 0 && queue.length >= most)) throw new LimitOverrunError(limit);
      if (at >= 0) return queue.take(at + delimiter.length);
      if (!over) return undefined;
      if (queue.length === 0) return null;
      throw new IncompleteReadError(queue.takeAll());
    };
    return this.#read(take, most, options);
  }

  #read<T>(attempt: Attempt<T>, needs: number, { signal }: Cancellable): Deferred<T> {
    if (this.#waiting !== null)
      return fail(new AlreadyReadingError("another read waits for what comes next"));
    const take = (): T | undefined => {
      const taken = attempt(this.#queue, this.#end === null);
      if (taken === undefined && this.#end) throw this.#end;
      return taken;
    };
    if (signal?.aborted !== true) {
      try {
        const taken = take();
        if (taken !== undefined) {
          this.#regulate();
          return succeed(taken);
        }
      } catch (thrown) {
        this.#regulate();
        return fail(thrown);
      }
    }
    const read = new Deferred<T>(() => this.#waitFor(null));
    this.#waitFor({
      needs,
      tryAgain: () => {
        try {
          const taken = take();
          if (taken === undefined) return;
          this.#waiting = null;
          read.callback(taken);
        } catch (thrown) {
          this.#waiting = null;
          read.errback(thrown);
        }
      },
    });
    return withSignal(read, signal);
  }

  #waitFor(waiting: Waiting | null): void {
    this.#waiting = waiting;
    this.#regulate();
  }

  #regulate(): void {
    if (this.#end !== undefined) return;
    const full = this.#queue.length >= Math.max(this.#highWaterMark, this.#waiting?.needs ?? 0);
    if (full === this.#paused) return;
    this.#paused = full;
    if (full) this.#source().pauseProducing();
    else this.#source().resumeProducing();
  }
}
