/** The receiving half of a simulated TCP connection: what has come and the program has not read. */

/** The window that is offered while nothing waits to be read. */
const RECEIVE_BUFFER = 1_048_576;

export class ReceiveBuffer {
  /** The number of the byte, or FIN, that is expected next. */
  #expected = 0;
  #chunks: Uint8Array[] = [];
  #length = 0;
  #finished = false;

  get expected(): number {
    return this.#expected;
  }

  get window(): number {
    return RECEIVE_BUFFER - this.#length;
  }

  get unread(): number {
    return this.#length;
  }

  /** The FIN has come, and all before it. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Keep what is new of a segment; one that leaves a gap is dropped, and will be sent again. */
  accept(seq: number, data: Uint8Array, fin: boolean): void {
    if (this.#finished || seq > this.#expected) return;
    const fresh = data.subarray(this.#expected - seq);
    const kept = fresh.subarray(0, this.window);
    if (kept.length > 0) {
      this.#chunks.push(kept);
      this.#length += kept.length;
      this.#expected += kept.length;
    }
    if (fin && this.#expected === seq + data.length) {
      this.#expected += 1;
      this.#finished = true;
    }
  }

  take(): Uint8Array | undefined {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) this.#length -= chunk.length;
    return chunk;
  }
}
