/**
 * What waits to be sent on one connection, gathered into as few system calls as there can be.
 *
 * Many small writes are copied together into one buffer, which is used again as soon as the host has
 * taken what is in it; a single write goes out as it is. The queue that is written to now copies at once; what is
 * written to others meanwhile is kept as it is until it is sent.
 */

const GATHER = 65_536;
/** What is longer is not worth to be copied before it is known what comes behind it. */
const SMALL = 1024;
/** The host is given no more at once, so that there is headway to be seen while a long write goes out. */
const MOST = 262_144;
/** As many places at the front of a list may be empty before the list is moved up. */
const MOST_EMPTY = 1024;
const SENT = new Uint8Array(0);
/** For chunks that are gathered when they are sent. */
let spare: Uint8Array = new Uint8Array(GATHER);
/** For those that are gathered as they are written: whose they are, and how many bytes. They come before its chunks. */
let early: Uint8Array = new Uint8Array(GATHER);
let gathering: WriteQueue | null = null;
let gathered = 0;
/** It is being written, by what may itself write to other queues: a connection over another connection. */
let lent = false;
/** For all queues with nothing in them, most of the time most of them: never written to. */
const NONE: Uint8Array[] = [];

export class WriteQueue {
  #chunks: Uint8Array[] = NONE;
  /** Where the first that was not sent stands: to move up a long list each time would take quadratic time. */
  #first = 0;
  #size = 0;

  /** Bytes. */
  get size(): number {
    return this.#size;
  }

  /** @param soon it will be sent at the end of the turn: nothing is being sent. */
  push(data: Uint8Array, soon = false): void {
    this.#size += data.length;
    if (soon && data.length <= SMALL && this.#gathers(data.length)) {
      copy(data, early, gathered);
      gathered += data.length;
    } else if (data.length <= MOST) this.#add(data);
    else for (let at = 0; at < data.length; at += MOST) this.#add(data.subarray(at, at + MOST));
  }

  #add(chunk: Uint8Array): void {
    if (this.#chunks === NONE) this.#chunks = [chunk];
    else this.#chunks.push(chunk);
  }

  #forgetChunks(): void {
    this.#chunks = NONE;
    this.#first = 0;
  }

  /** Can that many bytes more be gathered, behind all that waits? */
  #gathers(length: number): boolean {
    const waiting = this.#chunks.length - this.#first;
    if (gathering === this) return waiting === 0 && gathered + length <= GATHER;
    if (gathering !== null || lent || waiting !== 1) return false;
    const only = this.#chunks[this.#first]!;
    if (only.length > SMALL) return false;
    copy(only, early, 0);
    gathered = only.length;
    gathering = this;
    this.#forgetChunks();
    return true;
  }

  clear(): void {
    if (gathering === this) gathering = null;
    this.#forgetChunks();
    this.#size = 0;
  }

  /**
   * Hand everything to `write`, in order, until it answers `false`: it took the bytes, and wants no
   * more for now. Gives how many of the bytes went with that last answer; 0 when all were taken.
   */
  sendTo(write: (data: Uint8Array) => boolean): number {
    if (gathering === this) {
      gathering = null;
      const length = gathered;
      this.#size -= length;
      lent = true;
      let taken = false;
      try {
        taken = write(early.subarray(0, length));
      } finally {
        lent = false;
      }
      if (!taken) {
        // The host still reads from it.
        early = new Uint8Array(GATHER);
        return length;
      }
    }
    return this.#sendChunks(write);
  }

  #sendChunks(write: (data: Uint8Array) => boolean): number {
    const chunks = this.#chunks;
    let next = this.#first;
    if (chunks.length - next === 1) {
      const only = chunks[next]!;
      this.#forgetChunks();
      this.#size = 0;
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
    this.#forgetChunks();
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
