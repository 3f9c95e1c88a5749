/**
 * What waits to be sent on one connection, gathered into as few system calls as there can be.
 *
 * Many small writes are copied together into one buffer, which is used again as soon as the host has
 * taken what is in it; a single write goes out as it is.
 */

const GATHER = 65_536;
/** The host is given no more at once, so that there is headway to be seen while a long write goes out. */
const MOST = 262_144;
/** As many places at the front of a list may be empty before the list is moved up. */
const MOST_EMPTY = 1024;
const SENT = new Uint8Array(0);
let spare: Uint8Array = new Uint8Array(GATHER);

export class WriteQueue {
  #chunks: Uint8Array[] = [];
  /** Where the first that was not sent stands: to move up a long list each time would take quadratic time. */
  #first = 0;
  #size = 0;

  /** Bytes. */
  get size(): number {
    return this.#size;
  }

  push(data: Uint8Array): void {
    this.#size += data.length;
    if (data.length <= MOST) this.#chunks.push(data);
    else
      for (let at = 0; at < data.length; at += MOST)
        this.#chunks.push(data.subarray(at, at + MOST));
  }

  clear(): void {
    this.#chunks = [];
    this.#first = 0;
    this.#size = 0;
  }

  /**
   * Hand everything to `write`, in order, until it answers `false`: it took the bytes, and wants no
   * more for now. Gives how many of the bytes went with that last answer; 0 when all were taken.
   */
  sendTo(write: (data: Uint8Array) => boolean): number {
    const chunks = this.#chunks;
    let next = this.#first;
    if (chunks.length - next === 1) {
      const only = chunks[next]!;
      chunks.length = this.#first = this.#size = 0;
      return write(only) ? 0 : only.length;
    }
    while (next < chunks.length) {
      const first = chunks[next]!;
      if (first.length > GATHER >> 1) {
        chunks[next++] = SENT;
        this.#size -= first.length;
        if (!write(first)) return this.#rest(next, first.length);
        continue;
      }
      const buffer = spare;
      let length = 0;
      for (; next < chunks.length; next++) {
        const chunk = chunks[next]!;
        if (length + chunk.length > GATHER) break;
        copy(chunk, buffer, length);
        chunks[next] = SENT;
        length += chunk.length;
      }
      this.#size -= length;
      if (!write(buffer.subarray(0, length))) {
        // The host still reads from it.
        spare = new Uint8Array(GATHER);
        return this.#rest(next, length);
      }
    }
    chunks.length = this.#first = 0;
    return 0;
  }

  #rest(next: number, sent: number): number {
    this.#first = next;
    if (next > MOST_EMPTY && next > this.#chunks.length >> 1) {
      this.#chunks.splice(0, next);
      this.#first = 0;
    }
    return sent;
  }
}

/** For a few bytes a loop is faster than `set`. */
function copy(from: Uint8Array, to: Uint8Array, at: number): void {
  if (from.length > 32) to.set(from, at);
  else for (let i = 0; i < from.length; i++) to[at + i] = from[i]!;
}
