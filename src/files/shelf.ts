/** A `DirDBM` of values that JSON can hold, by text: Twisted's `Shelf`, which holds pickles. */
import { text } from "../bytes/index.ts";
import { DirDBM } from "./dir-dbm.ts";
import type { FilePath } from "./file-path.ts";

export class Shelf<T = unknown> {
  readonly store: DirDBM;

  /** As for `DirDBM`. */
  constructor(path: FilePath) {
    this.store = new DirDBM(path);
  }

  get size(): number {
    return this.store.size;
  }

  /** Undefined where there is none. Throws a `SyntaxError` where it is no JSON. */
  get(key: string): T | undefined {
    const value = this.store.get(key);
    return value === undefined ? undefined : (JSON.parse(text(value)) as T);
  }

  /** It is on the disk when this returns. Throws a `TypeError` for what is nothing in JSON: a function, say. */
  set(key: string, value: T): this {
    const json = JSON.stringify(value) as string | undefined;
    if (json === undefined) throw new TypeError(`the value for ${key} is nothing in JSON`);
    this.store.set(key, json);
    return this;
  }

  has(key: string): boolean {
    return this.store.has(key);
  }

  /** Says whether there was one. */
  delete(key: string): boolean {
    return this.store.delete(key);
  }

  keys(): string[] {
    return this.store.keys().map((key) => text(key));
  }

  entries(): [string, T][] {
    return this.store
      .entries()
      .map(([key, value]): [string, T] => [text(key), JSON.parse(text(value)) as T]);
  }

  [Symbol.iterator](): Iterator<[string, T]> {
    return this.entries()[Symbol.iterator]();
  }

  clear(): void {
    this.store.clear();
  }
}
