/**
 * One way between two processes of a simulated host: bytes go in at one end and come out at the other.
 *
 * It is full at 64 KiB, as Linux's pipes are; what is written all the same it keeps, and the writer is to wait.
 */

const CAPACITY = 65_536;

export class BytePipe {
  #chunks: Uint8Array[] = [];
  #length = 0;
  #ended = false;
  #abandoned = false;
  readonly #watchers = new Set<() => void>();

  /** Bytes that were written and not read. */
  get length(): number {
    return this.#length;
  }

  get full(): boolean {
    return this.#length >= CAPACITY;
  }

  /** Nothing will come any more: all is read, and nobody can write. */
  get finished(): boolean {
    return this.#ended && this.#length === 0;
  }

  /** Nobody will read what is written. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** Be called whenever something has changed at the other end; gives what ends it. */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  /** The bytes are the pipe's from now on. */
  write(data: Uint8Array): void {
    if (this.#ended || this.#abandoned || data.length === 0) return;
    this.#chunks.push(data);
    this.#length += data.length;
    this.#changed();
  }

  /** What is there, at most `most` bytes; `null` where nothing is. */
  read(most: number = Number.POSITIVE_INFINITY): Uint8Array | null {
    const first = this.#chunks[0];
    if (first === undefined) return null;
    const data = first.subarray(0, Math.max(1, most));
    if (data.length === first.length) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(data.length);
    this.#length -= data.length;
    this.#changed();
    return data;
  }

  /** The last who could write is gone. */
  end(): void {
    this.#ended = true;
    this.#changed();
  }

  /** The last who could read is gone. */
  abandon(): void {
    this.#abandoned = true;
    this.#chunks = [];
    this.#length = 0;
    this.#changed();
  }

  #changed(): void {
    for (const changed of [...this.#watchers]) changed();
  }
}

/** An end of two pipes in opposite directions, which more than one process may hold. */
export class PipeEnd {
  readonly incoming: BytePipe;
  readonly outgoing: BytePipe;
  #holders = 1;

  constructor(incoming: BytePipe, outgoing: BytePipe) {
    this.incoming = incoming;
    this.outgoing = outgoing;
  }

  /** One more holds it. */
  hold(): void {
    this.#holders += 1;
  }

  /** One fewer: with the last it is closed. */
  release(): void {
    this.#holders -= 1;
    if (this.#holders !== 0) return;
    this.outgoing.end();
    this.incoming.abandon();
  }
}

/** Two ends of one connection, each held once. */
export function pipePair(): readonly [PipeEnd, PipeEnd] {
  const [there, back] = [new BytePipe(), new BytePipe()];
  return [new PipeEnd(back, there), new PipeEnd(there, back)];
}
