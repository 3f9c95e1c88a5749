/**
 * How much may be under way, so that a narrow or lossy link is neither flooded nor left idle.
 *
 * Slow start, congestion avoidance, fast retransmit and fast recovery of RFC 5681, with NewReno's partial
 * acknowledgements (RFC 6582), the larger first window of RFC 6928 and the limited transmit of RFC 3042.
 */

const DUPLICATES = 3;
/** RFC 6928. */
const FIRST_SEGMENTS = 10;
/** More than a receiver ever has room for. */
const MOST = 4_194_304;

export class Congestion {
  /** Bytes; 0 until the first segment's size is known. */
  #window = 0;
  #threshold = MOST;
  #duplicates = 0;
  #recovering = false;
  /** NewReno's `recover`: what was sent before the last loss was noticed has a smaller number. */
  #recover = -1;

  /** How many bytes may be under way, in segments of `segment` bytes. */
  window(segment: number): number {
    if (this.#window === 0) this.#window = FIRST_SEGMENTS * segment;
    const base = Math.max(this.#window, segment);
    // RFC 3042: each of the first two duplicates means that a segment has left the network.
    return this.#recovering ? base : base + Math.min(this.#duplicates, DUPLICATES - 1) * segment;
  }

  /** All before `ack` has come, `bytes` of it now. Is the first of the rest to be sent again at once? */
  acknowledged(ack: number, bytes: number, segment: number): boolean {
    this.#duplicates = 0;
    if (this.#recovering) {
      if (ack < this.#recover) {
        // RFC 6582, a partial acknowledgement: the next hole.
        this.#window = Math.max(this.#window - bytes, 0) + segment;
        return true;
      }
      this.#recovering = false;
      this.#window = this.#threshold;
      return false;
    }
    const current = Math.max(this.#window, segment);
    const more =
      current < this.#threshold ? Math.min(bytes, segment) : (segment * segment) / current;
    this.#window = Math.min(current + more, MOST);
    return false;
  }

  /**
   * The same acknowledgement again, while `[ack, sent)` is under way. Is what begins at `ack` to be sent again at
   * once?
   */
  duplicate(ack: number, sent: number, segment: number): boolean {
    this.#duplicates += 1;
    if (this.#recovering) {
      this.#window = Math.min(this.#window + segment, MOST);
      return false;
    }
    // What was sent before a loss was noticed causes duplicates still, which are no news.
    if (this.#duplicates < DUPLICATES || ack <= this.#recover) return false;
    this.#threshold = Math.max((sent - ack) / 2, 2 * segment);
    this.#window = this.#threshold + DUPLICATES * segment;
    this.#recover = sent;
    this.#recovering = true;
    return true;
  }

  /** Nothing was heard for too long, while `[ack, sent)` is under way. */
  timedOut(ack: number, sent: number, segment: number): void {
    this.#threshold = Math.max((sent - ack) / 2, 2 * segment);
    this.#window = segment;
    this.#duplicates = 0;
    this.#recover = sent;
    this.#recovering = false;
  }
}
