/**
 * The ordered store of things to do at a time.
 *
 * A 4-ary heap with the times in a `Float64Array` of their own, ordered by time and, at the same time,
 * by the order in which they were set. Moving a timer later is a store (the heap finds out when the
 * timer comes up), so that a timeout which every message resets costs next to nothing; removing one
 * is a mark, and the heap is swept when the marked outnumber the others, or when there are no others.
 */

import { Frontier } from "./frontier.ts";

/** What the store keeps of a thing to do. Only `TimerHeap` writes these fields. */
export interface Timer {
  /** When; in seconds. The heap's own entry may still have an earlier time, never a later one. */
  at: number;
  /** Among those due at the same time, the one that was set first is first. */
  order: number;
  /** Where the heap has it; -1 where it has it not. */
  index: number;
}

const ARITY_BITS = 2;
/** Room at first: so much V8 keeps in its own heap, and a heap that is made for a short test costs little. */
const FEW = 8;

export class TimerHeap<T extends Timer> {
  #times = new Float64Array(FEW);
  #orders = new Float64Array(FEW);
  /** `null` stands for a timer that was taken out. */
  readonly #timers: (T | null)[] = [];
  #size = 0;
  #removed = 0;
  #nextOrder = 0;

  /** How many timers are set. */
  get size(): number {
    return this.#size - this.#removed;
  }

  /** What `order` the next timer gets: those set from now on have it or a larger one. */
  get nextOrder(): number {
    return this.#nextOrder;
  }

  add(timer: T, at: number): void {
    timer.at = at;
    timer.order = this.#nextOrder++;
    if (this.#size === this.#times.length) this.#grow();
    this.#up(this.#size++, timer, at, timer.order);
  }

  /** Take a timer out; one that is not in is left alone. */
  remove(timer: T): void {
    if (timer.index < 0) return;
    this.#timers[timer.index] = null;
    timer.index = -1;
    this.#removed += 1;
    const none = this.#removed === this.#size;
    if (none || (this.#removed > 64 && this.#removed > this.#size >> 1)) this.#sweep();
  }

  /** Set a timer to another time; it counts as set now, so it goes behind those due at the same time. */
  move(timer: T, at: number): void {
    timer.order = this.#nextOrder++;
    timer.at = at;
    if (at < this.#times[timer.index]!) this.#up(timer.index, timer, at, timer.order);
  }

  /** When the earliest timer is due; `Infinity` where none is set. */
  nextAt(): number {
    this.#settleTop();
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#times[0]!;
  }

  /** Take out and give the earliest timer due at `now` or before whose order is below `limit`. */
  popDue(now: number, limit: number): T | undefined {
    this.#settleTop();
    if (this.#size === 0 || this.#times[0]! > now || this.#orders[0]! >= limit) return undefined;
    const top = this.#timers[0] as T;
    this.#dropTop();
    top.index = -1;
    return top;
  }

  /** Every timer that is set, in no particular order. */
  timers(): T[] {
    return this.#timers.filter((timer) => timer !== null);
  }

  /** The `most` that are due first, in their order; nothing is moved. Costs what is asked for, and not what there is. */
  earliest(most: number): T[] {
    if (most >= this.size) return this.timers().sort(dueBefore);
    const found: T[] = [];
    const frontier = new Frontier<T>();
    this.#look(frontier, 0);
    while (found.length < most) {
      const { order, index, timer } = frontier.pop()!;
      if (index !== null) {
        const first = (index << ARITY_BITS) + 1;
        for (let c = first; c < first + (1 << ARITY_BITS); c++) this.#look(frontier, c);
      }
      if (timer === null) continue;
      // It may have been moved to a later time.
      if (timer.order === order) found.push(timer);
      else frontier.push({ at: timer.at, order: timer.order, index: null, timer });
    }
    return found;
  }

  #look(frontier: Frontier<T>, index: number): void {
    if (index >= this.#size) return;
    const [at, order] = [this.#times[index]!, this.#orders[index]!];
    frontier.push({ at, order, index, timer: this.#timers[index] as T | null });
  }

  /** Until the top is a timer that is really due at the time the heap has for it. */
  #settleTop(): void {
    while (this.#size > 0) {
      const top = this.#timers[0]!;
      if (top === null) {
        this.#removed -= 1;
        this.#dropTop();
      } else if (top.order !== this.#orders[0]) this.#down(0, top, top.at, top.order);
      else return;
    }
  }

  #grow(): void {
    const times = new Float64Array(this.#size * 2);
    const orders = new Float64Array(this.#size * 2);
    times.set(this.#times);
    orders.set(this.#orders);
    this.#times = times;
    this.#orders = orders;
  }

  #dropTop(): void {
    const last = --this.#size;
    const timer = this.#timers.pop() as T | null;
    if (last > 0) this.#down(0, timer, this.#times[last]!, this.#orders[last]!);
  }

  #set(index: number, timer: T | null, at: number, order: number): void {
    this.#times[index] = at;
    this.#orders[index] = order;
    this.#timers[index] = timer;
    if (timer !== null) timer.index = index;
  }

  #up(from: number, timer: T | null, at: number, order: number): void {
    const times = this.#times;
    const orders = this.#orders;
    let i = from;
    while (i > 0) {
      const parent = (i - 1) >> ARITY_BITS;
      const time = times[parent]!;
      if (time < at || (time === at && orders[parent]! < order)) break;
      this.#set(i, this.#timers[parent] as T | null, time, orders[parent]!);
      i = parent;
    }
    this.#set(i, timer, at, order);
  }

  #down(from: number, timer: T | null, at: number, order: number): void {
    const times = this.#times;
    const orders = this.#orders;
    let i = from;
    for (;;) {
      const first = (i << ARITY_BITS) + 1;
      if (first >= this.#size) break;
      let least = first;
      const end = Math.min(first + (1 << ARITY_BITS), this.#size);
      for (let c = first + 1; c < end; c++) {
        const difference = times[c]! - times[least]!;
        if (difference < 0 || (difference === 0 && orders[c]! < orders[least]!)) least = c;
      }
      const time = times[least]!;
      if (at < time || (at === time && order < orders[least]!)) break;
      this.#set(i, this.#timers[least] as T | null, time, orders[least]!);
      i = least;
    }
    this.#set(i, timer, at, order);
  }

  #sweep(): void {
    let kept = 0;
    for (let i = 0; i < this.#size; i++) {
      const timer = this.#timers[i] as T | null;
      if (timer !== null) this.#set(kept++, timer, timer.at, timer.order);
    }
    this.#timers.length = kept;
    this.#size = kept;
    this.#removed = 0;
    for (let i = (kept - 2) >> ARITY_BITS; i >= 0; i--)
      this.#down(i, this.#timers[i] as T | null, this.#times[i]!, this.#orders[i]!);
  }
}

function dueBefore(a: Timer, b: Timer): number {
  return a.at - b.at || a.order - b.order;
}
