/**
 * A queue, first in, first out: an array's `shift` moves all that is behind it.
 *
 * Rule: what has been taken is let go of, and the array is moved up before most of it is empty.
 */

const MOST_EMPTY = 1024;

export class Fifo<T> {
  readonly #items: (T | undefined)[] = [];
  #first = 0;

  get length(): number {
    return this.#items.length - this.#first;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** The first; `undefined` where there is none. */
  take(): T | undefined {
    const items = this.#items;
    if (this.#first === items.length) return undefined;
    const item = items[this.#first];
    items[this.#first++] = undefined;
    if (this.#first === items.length) items.length = this.#first = 0;
    else if (this.#first > MOST_EMPTY && this.#first > items.length >> 1) {
      items.splice(0, this.#first);
      this.#first = 0;
    }
    return item;
  }
}
