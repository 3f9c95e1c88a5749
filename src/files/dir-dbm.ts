/**
 * A store of values by keys, a file for each: Twisted's `DirDBM`, and the same on the disk, so that Python reads it too.
 *
 * Rules: `set` is whole or has not happened, also over a loss of power; nobody else puts files into the folder, and one
 * program at a time uses it.
 */
import { latin1, latin1Text, utf8 } from "../bytes/index.ts";
import type { FilePath } from "./file-path.ts";
import { asBytes, syncNames, unlessCode, writeNewFile } from "./whole-file.ts";

/** Text stands for its UTF-8. */
type Bytes = Uint8Array | string;

export class DirDBM {
  readonly path: FilePath;

  /** Makes the folder, or tidies up what a crash has left in it. */
  constructor(path: FilePath) {
    this.path = path;
    if (path.isdir()) this.#recover();
    else path.createDirectory();
  }

  /** As Twisted: a new entry that was not renamed has not happened; a replacement has where the old one is gone. */
  #recover(): void {
    for (const path of this.path.globChildren("*.new")) path.remove();
    for (const path of this.path.globChildren("*.rpl")) {
      const [old] = path.splitext();
      const entry = this.path.preauthChild(old);
      if (entry.exists()) path.remove();
      else path.moveTo(entry);
    }
  }

  /** How many there are. */
  get size(): number {
    return this.#names().length;
  }

  /** Undefined where there is none. */
  get(key: Bytes): Uint8Array | undefined {
    let value: Uint8Array | undefined;
    unlessCode(["ENOENT"], () => {
      value = this.#entry(key).getContent();
    });
    return value;
  }

  /** It is on the disk when this returns. */
  set(key: Bytes, value: Bytes): this {
    const entry = this.#entry(key);
    const fresh = entry.siblingExtension(entry.exists() ? ".rpl" : ".new");
    unlessCode(["ENOENT"], () => fresh.remove());
    writeNewFile(fresh, asBytes(value));
    fresh.moveTo(entry);
    syncNames(entry);
    return this;
  }

  has(key: Bytes): boolean {
    return this.#entry(key).isfile();
  }

  /** Says whether there was one. */
  delete(key: Bytes): boolean {
    const entry = this.#entry(key);
    if (!unlessCode(["ENOENT"], () => entry.remove())) return false;
    syncNames(entry);
    return true;
  }

  /** The value, which is `value` from now on where there was none. */
  setdefault(key: Bytes, value: Bytes): Uint8Array {
    const there = this.get(key);
    if (there !== undefined) return there;
    this.set(key, value);
    return asBytes(value);
  }

  update(entries: Iterable<readonly [Bytes, Bytes]>): void {
    for (const [key, value] of entries) this.set(key, value);
  }

  keys(): Uint8Array[] {
    return this.#names().map(decodeKey);
  }

  values(): Uint8Array[] {
    return this.entries().map(([, value]) => value);
  }

  entries(): [Uint8Array, Uint8Array][] {
    return this.keys().flatMap((key): [Uint8Array, Uint8Array][] => {
      const value = this.get(key);
      return value === undefined ? [] : [[key, value]];
    });
  }

  [Symbol.iterator](): Iterator<[Uint8Array, Uint8Array]> {
    return this.entries()[Symbol.iterator]();
  }

  clear(): void {
    for (const key of this.keys()) this.delete(key);
  }

  /** Copy all to the store in another folder, in place of what is there; gives that. */
  copyTo(path: FilePath): DirDBM {
    if (path.path === this.path.path) throw new RangeError(`${path} cannot be copied to itself`);
    const copy = new DirDBM(path);
    copy.clear();
    copy.update(this.entries());
    return copy;
  }

  /** Seconds since 1970; undefined where there is none. */
  getModificationTime(key: Bytes): number | undefined {
    let seconds: number | undefined;
    unlessCode(["ENOENT"], () => {
      seconds = this.#entry(key).getModificationTime();
    });
    return seconds;
  }

  #entry(key: Bytes): FilePath {
    return this.path.child(encodeKey(typeof key === "string" ? utf8(key) : key));
  }

  /** Those under way apart. */
  #names(): string[] {
    return this.path.listdir().filter((name) => !name.includes("."));
  }
}

/** Bytes of a line of base64, as Python's `encodebytes` breaks it. */
const LINE = 57;

/** Base64 in lines; `_` stands for the newline behind each, `-` for `/`. */
export function encodeKey(key: Uint8Array): string {
  if (key.length === 0) throw new RangeError("the empty key has no file");
  let name = "";
  for (let at = 0; at < key.length; at += LINE)
    name += `${btoa(latin1Text(key.subarray(at, at + LINE)))}_`;
  return name.replaceAll("/", "-");
}

export function decodeKey(name: string): Uint8Array {
  const lines = name.replaceAll("-", "/").split("_");
  return latin1(lines.map((line) => atob(line)).join(""));
}
