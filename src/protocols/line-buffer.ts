/**
 * What a line protocol has received and not yet used.
 *
 * Lines that lie whole within one chunk, which is nearly all, are found and given out as views of it; only
 * what is left over at the end of a chunk goes through the queue, where nothing is searched twice.
 */
import { ByteQueue, indexOf } from "../bytes/index.ts";

export class LineBuffer {
  /** The chunk whose bytes from `#at` on are all there is; `null`: they are in the queue. */
  #chunk: Uint8Array | null = null;
  #at = 0;
  readonly #queue = new ByteQueue();
  /** The chunk that was queued last. */
  #last: Uint8Array | null = null;

  get length(): number {
    return this.#chunk === null ? this.#queue.length : this.#chunk.length - this.#at;
  }

  append(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    if (this.length === 0) {
      this.#chunk = chunk;
      this.#at = 0;
      return;
    }
    if (this.#chunk !== null) this.#queue.append(this.#chunk.subarray(this.#at));
    this.#chunk = null;
    this.#queue.append(chunk);
    this.#last = chunk;
  }

  /** Where the first `delimiter` begins, counted from the first byte that is left; -1: nowhere yet. */
  indexOf(delimiter: Uint8Array): number {
    if (this.#chunk === null) return this.#queue.indexOf(delimiter);
    const found = indexOf(this.#chunk, delimiter, this.#at);
    return found < 0 ? -1 : found - this.#at;
  }

  /** Take `length` bytes, and leave out the `skip` behind them. */
  take(length: number, skip: number): Uint8Array {
    if (this.#chunk !== null) {
      const end = this.#at + length;
      const taken = this.#chunk.subarray(this.#at, end);
      this.#at = end + skip;
      if (this.#at >= this.#chunk.length) this.#chunk = null;
      return taken;
    }
    const taken = this.#queue.take(length);
    this.#queue.skip(skip);
    this.#unqueue();
    return taken;
  }

  takeAll(): Uint8Array {
    if (this.#chunk === null) {
      this.#last = null;
      return this.#queue.takeAll();
    }
    const all = this.#at === 0 ? this.#chunk : this.#chunk.subarray(this.#at);
    this.#chunk = null;
    return all;
  }

  /** When all that is left lies within the last chunk, there is no more need of the queue. */
  #unqueue(): void {
    const last = this.#last;
    if (last === null || this.#queue.length > last.length) return;
    this.#at = last.length - this.#queue.length;
    this.#chunk = this.#at < last.length ? last : null;
    this.#queue.clear();
    this.#last = null;
  }
}
