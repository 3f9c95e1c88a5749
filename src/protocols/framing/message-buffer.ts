/**
 * What has been received and is not yet a message: the one buffer of all framings.
 *
 * Two rules. Messages that lie whole within one chunk, which is nearly all, are found and given out as views of it;
 * only what is left over at the end of a chunk goes through the queue, where nothing is searched twice. And nothing
 * is reserved for what was announced and has not come.
 */
import { ByteQueue, indexOf, NotEnoughBytesError } from "../../bytes/index.ts";

const NOTHING = new Uint8Array(0);
/** So near, a loop finds a delimiter sooner than the runtime's search has begun. */
const NEAR = 24;
/** Of a chunk of which less than a quarter is left, that is copied. */
const SPENT = 4;

export class MessageBuffer {
  /** The chunk whose bytes from `#at` on are all there is; `null`: they are in the queue. */
  #chunk: Uint8Array | null = null;
  #at = 0;
  readonly #queue = new ByteQueue();
  /** The chunk that was queued last. */
  #last: Uint8Array | null = null;
  #taken = 0;
  /** The last delimiter was, so the next one may be. */
  #wasNear = true;

  /** How many bytes are there. */
  get length(): number {
    return this.#chunk === null ? this.#queue.length : this.#chunk.length - this.#at;
  }

  /** How many bytes were ever taken out. */
  get taken(): number {
    return this.#taken;
  }

  /** Add what has come; it belongs to the buffer from now on. */
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

  /** The byte at `index`, counted from the first that is left; `undefined` where it has not come yet. */
  at(index: number): number | undefined {
    return this.#chunk === null ? this.#queue.at(index) : this.#chunk[this.#at + index];
  }

  /** Where the first `delimiter` begins, counted from the first byte that is left; -1: nowhere yet. */
  indexOf(delimiter: Uint8Array): number {
    if (delimiter.length === 0) throw new RangeError("a delimiter needs at least one byte");
    const chunk = this.#chunk;
    if (chunk === null) return this.#queue.indexOf(delimiter);
    const near = this.#wasNear ? this.#indexNear(chunk, delimiter) : -1;
    const found = near < 0 ? indexOf(chunk, delimiter, this.#at) : near;
    this.#wasNear = found < this.#at + NEAR;
    return found < 0 ? -1 : found - this.#at;
  }

  /** Where a delimiter of one or two bytes is in `chunk`, if that is near. */
  #indexNear(chunk: Uint8Array, delimiter: Uint8Array): number {
    if (delimiter.length > 2) return -1;
    const first = delimiter[0];
    const second = delimiter[1];
    const end = Math.min(this.#at + NEAR, chunk.length);
    for (let at = this.#at; at < end; at++)
      if (chunk[at] === first && (second === undefined || chunk[at + 1] === second)) return at;
    return -1;
  }

  /**
   * Take `length` bytes, and leave out the `skip` behind them. A view of the chunk they came in, where they lie in one.
   *
   * @throws {NotEnoughBytesError} when fewer are there.
   */
  take(length: number, skip = 0): Uint8Array {
    const all = length + skip;
    const chunk = this.#chunk;
    if (chunk !== null) {
      const at = this.#at;
      const end = at + length;
      if (end + skip > chunk.length) throw new NotEnoughBytesError(all, chunk.length - at);
      this.#at = end + skip;
      this.#taken += all;
      if (this.#at === chunk.length) this.#chunk = null;
      return length === 0 ? NOTHING : chunk.subarray(at, end);
    }
    const queue = this.#queue;
    if (all > queue.length) throw new NotEnoughBytesError(all, queue.length);
    const taken = queue.take(length);
    queue.skip(skip);
    this.#taken += all;
    this.#unqueue();
    return taken;
  }

  /** Leave out `length` bytes. */
  skip(length: number): void {
    this.take(0, length);
  }

  /** Take all there is. */
  takeAll(): Uint8Array {
    return this.take(this.length);
  }

  /** Nothing more is taken for now: what is left at the end of a chunk is not to keep all of that in memory. */
  settle(): void {
    const chunk = this.#chunk;
    if (chunk === null || (chunk.length - this.#at) * SPENT > chunk.length) return;
    this.#chunk = new Uint8Array(chunk.subarray(this.#at));
    this.#at = 0;
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
