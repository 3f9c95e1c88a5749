/**
 * First in, first out, and out of turn too: a queue whose every operation takes constant time.
 *
 * An array is slow to take from at its front, and a Set that is emptied from its front is slow to begin.
 */

/** A place in a queue; for {@link Fifo.remove}. */
export interface Place<T> {
  readonly value: T;
  before: Place<T> | null;
  after: Place<T> | null;
  /** Still in the queue. */
  queued: boolean;
}

export class Fifo<T> {
  #first: Place<T> | null = null;
  #last: Place<T> | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(value: T): Place<T> {
    const place: Place<T> = { value, before: this.#last, after: null, queued: true };
    if (this.#last === null) this.#first = place;
    else this.#last.after = place;
    this.#last = place;
    this.#size += 1;
    return place;
  }

  /** Take the first out; `undefined` where there is none. */
  shift(): T | undefined {
    if (this.#first === null) return undefined;
    const { value } = this.#first;
    this.remove(this.#first);
    return value;
  }

  /** Take one out of turn; one that is out already is left alone. */
  remove(place: Place<T>): void {
    if (!place.queued) return;
    const { before, after } = place;
    if (before === null) this.#first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
    place.before = place.after = null;
    place.queued = false;
    this.#size -= 1;
  }
}
