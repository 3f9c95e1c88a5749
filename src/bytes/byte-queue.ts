/**
 * What has arrived and is not yet a whole message: the receive buffer of every framer.
 *
 * Two rules. Bytes are copied at most once on the way in and once on the way out, and not at all when
 * a message lies within one chunk. A search goes on where the last one stopped. So the cost of a
 * message is linear in its length, however finely the network slices it.
 */
import { equals } from "./concat.ts";
import { NotEnoughBytesError } from "./errors.ts";

/** A chunk shorter than this, behind bytes already waiting, is gathered with its neighbours. */
const SMALL = 4096;
/** Capacity of the first block that gathers small chunks; each next one is twice as large … */
const FIRST_BLOCK = 1024;
/** … up to this. */
const LARGEST_BLOCK = 65_536;

const none = new Uint8Array(0);

/** A first-in first-out queue of bytes; what it is given it keeps, and never writes to. */
export class ByteQueue {
  /** Chunks from `#head` on hold the waiting bytes; those before it are spent. None is empty. */
  #chunks: Uint8Array[] = [];
  #head = 0;
  /** How much of the first waiting chunk is spent: moving a number is cheaper than a new view. */
  #offset = 0;
  #length = 0;
  /** Bytes ever removed: turns offsets from the front into positions that stay put. */
  #removed = 0;
  /** The block, of our own, whose used part is the last chunk; `undefined` when that is not ours. */
  #block: Uint8Array | undefined;
  #nextBlock = FIRST_BLOCK;
  /** No match of `#sought` begins at a position in [#clearFrom, #clearTo). */
  #sought: Uint8Array = none;
  #clearFrom = 0;
  #clearTo = 0;

  /** How many bytes are waiting. */
  get length(): number {
    return this.#length;
  }

  /** Add bytes at the end. The chunk now belongs to the queue: it must not change any more. */
  append(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    if (this.#length === 0 || chunk.length >= SMALL) {
      this.#chunks.push(chunk);
      this.#block = undefined;
    } else this.#gather(chunk);
    this.#length += chunk.length;
  }

  /**
   * Remove and return the first `n` bytes, which the caller then owns.
   *
   * A view of the chunk they came in when they all lie in it, otherwise a copy.
   *
   * @throws {NotEnoughBytesError} when fewer are waiting.
   */
  take(n: number): Uint8Array {
    const bytes = this.#front(n);
    this.skip(n);
    return bytes;
  }

  /** Remove and return everything. */
  takeAll(): Uint8Array {
    return this.take(this.#length);
  }

  /**
   * The first `n` bytes, left where they are. The result must not be written to.
   *
   * @throws {NotEnoughBytesError} when fewer are waiting.
   */
  peek(n: number): Uint8Array {
    const bytes = this.#front(n);
    const first = this.#chunks[this.#head];
    if (first !== undefined && n > first.length - this.#offset) {
      // Keep the copy as the first chunk, so that to look again costs nothing.
      this.#drop(n);
      const cut = this.#chunks[this.#head];
      if (cut !== undefined) this.#chunks[this.#head] = cut.subarray(this.#offset);
      else this.#block = undefined;
      this.#offset = 0;
      if (this.#head === 0) this.#chunks.unshift(bytes);
      else this.#chunks[--this.#head] = bytes;
    }
    return bytes;
  }

  /** The byte at `index`, counted from the front; `undefined` when fewer are waiting. Quick near the front. */
  at(index: number): number | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    let at = this.#offset + index;
    let chunk = this.#head;
    while (at >= this.#chunks[chunk]!.length) at -= this.#chunks[chunk++]!.length;
    return this.#chunks[chunk]![at];
  }

  /**
   * Remove the first `n` bytes unseen.
   *
   * @throws {NotEnoughBytesError} when fewer are waiting.
   */
  skip(n: number): void {
    this.#check(n);
    if (n === this.#length) {
      this.clear();
      return;
    }
    this.#drop(n);
    this.#length -= n;
    this.#removed += n;
  }

  /** Forget everything that is waiting. */
  clear(): void {
    this.#removed += this.#length;
    this.#length = 0;
    this.#head = 0;
    this.#offset = 0;
    this.#chunks.length = 0;
    this.#block = undefined;
    this.#nextBlock = FIRST_BLOCK;
  }

  /**
   * Offset, from the front, of the first `delimiter` that begins at `from` or later, or -1.
   *
   * One that straddles chunks is found. Asked again for the same delimiter, this looks only at what
   * has arrived since: a framer calls it after every chunk. An empty delimiter is found at `from`.
   */
  indexOf(delimiter: Uint8Array, from = 0): number {
    const start = Math.max(0, from);
    if (delimiter.length === 0) return Math.min(start, this.#length);
    const asked = this.#removed + start;
    const known =
      equals(delimiter, this.#sought) && this.#clearFrom <= asked && asked <= this.#clearTo;
    const found = this.#search(delimiter, known ? this.#clearTo - this.#removed : start);
    if (!known) {
      // A copy, because the caller may reuse its array; made once for each new delimiter.
      if (!equals(delimiter, this.#sought)) this.#sought = delimiter.slice();
      this.#clearFrom = asked;
    }
    // Without a match, only the last few bytes can still begin one.
    const clear = found >= 0 ? found : Math.max(start, this.#length - delimiter.length + 1);
    this.#clearTo = this.#removed + clear;
    return found;
  }

  #check(n: number): void {
    if (!Number.isInteger(n) || n < 0) throw new RangeError(`not a number of bytes: ${n}`);
    if (n > this.#length) throw new NotEnoughBytesError(n, this.#length);
  }

  /** Copy a small chunk behind the last one, into space no view has been given out of. */
  #gather(chunk: Uint8Array): void {
    const last = this.#chunks.length - 1;
    if (this.#block !== undefined) {
      const tail = this.#chunks[last]!;
      const used = tail.byteOffset - this.#block.byteOffset + tail.length;
      if (used + chunk.length <= this.#block.length) {
        this.#block.set(chunk, used);
        this.#chunks[last] = this.#block.subarray(used - tail.length, used + chunk.length);
        return;
      }
    }
    this.#block = new Uint8Array(Math.max(this.#nextBlock, chunk.length));
    this.#nextBlock = Math.min(this.#nextBlock * 2, LARGEST_BLOCK);
    this.#block.set(chunk);
    this.#chunks.push(this.#block.subarray(0, chunk.length));
  }

  #front(n: number): Uint8Array {
    this.#check(n);
    if (n === 0) return none;
    const first = this.#chunks[this.#head]!;
    const end = this.#offset + n;
    if (end <= first.length) return n === first.length ? first : first.subarray(this.#offset, end);
    const bytes = new Uint8Array(n);
    bytes.set(first.subarray(this.#offset));
    let filled = first.length - this.#offset;
    for (let i = this.#head + 1; filled < n; i++) {
      const chunk = this.#chunks[i]!;
      const rest = n - filled;
      bytes.set(chunk.length <= rest ? chunk : chunk.subarray(0, rest), filled);
      filled += Math.min(chunk.length, rest);
    }
    return bytes;
  }

  /** Let go of the storage of the first `n` bytes; the counts are the caller's business. */
  #drop(n: number): void {
    this.#offset += n;
    while (this.#head < this.#chunks.length) {
      const length = this.#chunks[this.#head]!.length;
      if (this.#offset < length) break;
      this.#offset -= length;
      this.#chunks[this.#head++] = none;
    }
    // Squeeze out spent slots when they are half of the list: constant work a chunk, over its life.
    if (this.#head > 16 && this.#head * 2 > this.#chunks.length) {
      this.#chunks.splice(0, this.#head);
      this.#head = 0;
    }
  }

  #search(delimiter: Uint8Array, start: number): number {
    const lastStart = this.#length - delimiter.length;
    if (start > lastStart) return -1;
    // A resumed search begins near the end, so find its chunk from there. `base` is where a chunk
    // begins, counted from the front: negative for a first chunk that is partly spent.
    let index = this.#chunks.length;
    let base = this.#length;
    while (base > start) base -= this.#chunks[--index]!.length;
    const first = delimiter[0]!;
    for (; index < this.#chunks.length; index++) {
      const chunk = this.#chunks[index]!;
      let at = chunk.indexOf(first, Math.max(0, start - base));
      while (at >= 0) {
        if (base + at > lastStart) return -1;
        if (this.#matches(delimiter, index, at)) return base + at;
        at = chunk.indexOf(first, at + 1);
      }
      base += chunk.length;
    }
    return -1;
  }

  #matches(delimiter: Uint8Array, chunkIndex: number, at: number): boolean {
    let index = chunkIndex;
    let chunk = this.#chunks[index]!;
    let offset = at;
    for (const byte of delimiter) {
      while (offset === chunk.length) {
        chunk = this.#chunks[++index]!;
        offset = 0;
      }
      if (chunk[offset++] !== byte) return false;
    }
    return true;
  }
}
