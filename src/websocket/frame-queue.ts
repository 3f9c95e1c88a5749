/**
 * Cuts what comes into whole frames, of which it knows no more than how long they are.
 *
 * `ws` gathers the pieces of a frame in a list that it takes apart from the front: many small ones take it quadratic time.
 * Here they take linear time, and it is given each frame in one piece. What it will refuse by its head it is given at once.
 */
import { ByteQueue } from "../bytes/index.ts";

/** Bytes of the longest head: two, a length of eight, a mask of four. */
const LONGEST_HEAD = 14;
const TOO_LONG = Number.POSITIVE_INFINITY;

export class FrameQueue {
  readonly #bytes = new ByteQueue();
  readonly #maxPayload: number;
  /** Of the frame that comes next; 0: not known yet. */
  #length = 0;

  constructor(maxPayload: number) {
    this.#maxPayload = maxPayload;
  }

  push(bytes: Uint8Array): void {
    this.#bytes.append(bytes);
  }

  /** The next frame, or what is there of one that is too long; `null` while there is none. */
  next(): Uint8Array | null {
    const available = this.#bytes.length;
    if (this.#length === 0)
      this.#length = lengthOf(
        this.#bytes.peek(Math.min(LONGEST_HEAD, available)),
        this.#maxPayload,
      );
    if (this.#length === 0) return null;
    if (this.#length === TOO_LONG) return available > 0 ? this.#bytes.takeAll() : null;
    if (available < this.#length) return null;
    const frame = this.#bytes.take(this.#length);
    this.#length = 0;
    return frame;
  }
}

/** Of a frame that begins so, its head included; 0 where that cannot be seen yet. */
function lengthOf(head: Uint8Array, maxPayload: number): number {
  if (head.length < 2) return 0;
  const short = head[1]! & 0x7f;
  const mask = (head[1]! & 0x80) === 0 ? 0 : 4;
  if (short < 126) return short > maxPayload ? TOO_LONG : 2 + mask + short;
  const bytes = short === 126 ? 2 : 8;
  if (head.length < 2 + bytes) return 0;
  let payload = 0;
  for (let at = 2; at < 2 + bytes; at++) payload = payload * 256 + head[at]!;
  return payload > maxPayload ? TOO_LONG : 2 + bytes + mask + payload;
}
