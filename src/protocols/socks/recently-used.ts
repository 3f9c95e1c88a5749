/** A map of bounded size: what was not asked for the longest makes room for what is new. */

export class RecentlyUsed<V> {
  readonly #most: number;
  readonly #dropped: (value: V) => void;
  /** A `Map` keeps the order in which keys were put in: the first is the oldest. */
  readonly #values = new Map<string, V>();

  /** @param dropped is told of a value that had to make room, or was replaced. */
  constructor(most: number, dropped: (value: V) => void = () => {}) {
    this.#most = most;
    this.#dropped = dropped;
  }

  get size(): number {
    return this.#values.size;
  }

  /** It is the newest now. */
  get(key: string): V | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  /** Without any effect on the order. */
  has(key: string): boolean {
    return this.#values.has(key);
  }

  set(key: string, value: V): void {
    const before = this.#values.get(key);
    this.#values.delete(key);
    this.#values.set(key, value);
    if (before !== undefined && before !== value) this.#dropped(before);
    if (this.#values.size <= this.#most) return;
    const [oldest, dropped] = this.#values.entries().next().value!;
    this.#values.delete(oldest);
    this.#dropped(dropped);
  }

  /** All go, each as if it had made room. */
  clear(): void {
    const values = [...this.#values.values()];
    this.#values.clear();
    for (const value of values) this.#dropped(value);
  }
}
