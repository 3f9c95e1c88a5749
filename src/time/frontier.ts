/**
 * Of a heap, what is next to be looked at by who goes through it in order without taking anything out.
 *
 * Going through the first thousand of a million costs a thousand steps: what is below something is never before it.
 */

export interface FrontierEntry<T> {
  readonly at: number;
  readonly order: number;
  /** Where in the heap it is, so that what is below it comes next; `null` where that has been done. */
  readonly index: number | null;
  readonly timer: T | null;
}

/** A binary heap: the first by `at`, then by `order`. */
export class Frontier<T> {
  readonly #entries: FrontierEntry<T>[] = [];

  push(entry: FrontierEntry<T>): void {
    const entries = this.#entries;
    let at = entries.length;
    entries.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, entries[parent]!)) break;
      entries[at] = entries[parent]!;
      at = parent;
    }
    entries[at] = entry;
  }

  pop(): FrontierEntry<T> | undefined {
    const entries = this.#entries;
    const first = entries[0];
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= entries.length) break;
      if (child + 1 < entries.length && isBefore(entries[child + 1]!, entries[child]!)) child += 1;
      if (!isBefore(entries[child]!, last)) break;
      entries[at] = entries[child]!;
      at = child;
    }
    entries[at] = last;
    return first;
  }
}

function isBefore(a: FrontierEntry<unknown>, b: FrontierEntry<unknown>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
