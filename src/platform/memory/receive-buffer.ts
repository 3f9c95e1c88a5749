/**
 * The receiving half of a simulated TCP connection: what has come and the program has not read.
 *
 * What comes too early is kept until the gap before it is closed; nothing beyond the window is kept.
 */

/** The window that is offered at first, while nothing waits to be read, and at most. */
const FIRST_WINDOW = 65_536;
const LARGEST_WINDOW = 1_048_576;
/** So many separate pieces may wait for what is missing before them. */
const MOST_PIECES = 1024;

interface Piece {
  readonly seq: number;
  readonly data: Uint8Array;
}

/** For all buffers with nothing in them, most of the time most of them: never written to. */
const NONE: Uint8Array[] = [];

export class ReceiveBuffer {
  /** The number of the byte, or FIN, that is expected next. */
  #expected: number;
  #chunks: Uint8Array[] = NONE;
  #length = 0;
  #finished = false;
  /** The number of the FIN; -1 before it has come. */
  #finAt = -1;
  /** In order of their numbers; `null` as long as none came too early. */
  #early: Piece[] | null = null;
  #limit = FIRST_WINDOW;
  #read = 0;

  /** @param first the number of the first byte. */
  constructor(first = 0) {
    this.#expected = first;
  }

  get expected(): number {
    return this.#expected;
  }

  get window(): number {
    return this.#limit - this.#length;
  }

  get unread(): number {
    return this.#length;
  }

  /** The FIN has come, and all before it. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Does a segment with these numbers touch what may be received now (RFC 9293, 3.4)? */
  acceptable(seq: number, numbers: number): boolean {
    return seq + numbers >= this.#expected && seq <= this.#expected + this.window;
  }

  /** Keep what is new of a segment and has room. */
  accept(seq: number, data: Uint8Array, fin: boolean): void {
    if (this.#finished) return;
    if (fin && seq + data.length <= this.#expected + this.window) this.#finAt = seq + data.length;
    if (seq > this.#expected) this.#keep(seq, data);
    else {
      this.#append(seq, data);
      if (this.#early !== null) this.#closeGaps(this.#early);
    }
    if (this.#expected !== this.#finAt) return;
    this.#expected += 1;
    this.#finished = true;
    this.#early = null;
  }

  take(): Uint8Array | undefined {
    if (this.#chunks === NONE) return undefined;
    const chunk = this.#chunks.shift()!;
    if (this.#chunks.length === 0) this.#chunks = NONE;
    this.#length -= chunk.length;
    this.#read += chunk.length;
    // A program that reads a whole window's worth could read more: window scaling (RFC 7323).
    if (this.#read >= this.#limit && this.#limit < LARGEST_WINDOW) {
      this.#limit *= 2;
      this.#read = 0;
    }
    return chunk;
  }

  /** The program shall see the last chunk as two, cut at the fraction `at` of it. */
  splitLast(at: number): void {
    const last = this.#chunks.at(-1);
    if (last === undefined || last.length < 2) return;
    const cut = 1 + Math.floor(at * (last.length - 1));
    // Copies: what the program is given is its own, to the last byte of the memory behind it.
    this.#chunks.splice(-1, 1, last.slice(0, cut), last.slice(cut));
  }

  /** The program shall see all that has come as one chunk. */
  join(): void {
    if (this.#chunks.length < 2) return;
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    this.#chunks = [all];
  }

  #append(seq: number, data: Uint8Array): void {
    const kept = part(data, this.#expected - seq, this.window);
    if (kept.length === 0) return;
    if (this.#chunks === NONE) this.#chunks = [kept];
    else this.#chunks.push(kept);
    this.#length += kept.length;
    this.#expected += kept.length;
  }

  #keep(seq: number, data: Uint8Array): void {
    const kept = part(data, 0, Math.max(this.#expected + this.window - seq, 0));
    if (kept.length === 0) return;
    this.#early ??= [];
    let index = this.#early.length;
    while (index > 0 && this.#early[index - 1]!.seq > seq) index -= 1;
    const before = this.#early[index - 1];
    if (before !== undefined && before.seq + before.data.length >= seq + kept.length) return;
    this.#early.splice(index, 0, { seq, data: kept });
    // The last one is the one that will be sent again last.
    if (this.#early.length > MOST_PIECES) this.#early.pop();
  }

  #closeGaps(early: Piece[]): void {
    let closed = 0;
    while (closed < early.length && early[closed]!.seq <= this.#expected) {
      const { seq, data } = early[closed]!;
      closed += 1;
      if (seq + data.length > this.#expected) this.#append(seq, data);
    }
    early.splice(0, closed);
  }
}

/** At most `most` bytes from `from` on. Mostly that is all of it, and then no view is made: views are dear. */
function part(data: Uint8Array, from: number, most: number): Uint8Array {
  return from === 0 && data.length <= most ? data : data.subarray(from, from + most);
}
