/**
 * A hash of plain values that is the same on every runtime: what tells two runs apart, or that they are one.
 *
 * MurmurHash3_x86_128 over 32-bit words. Everything counts whole: numbers by all of their bits, bytes and
 * texts with their lengths, objects with the names of their fields, in the order in which they were made.
 * Not for secrets: whoever wants two values with the same hash can make them.
 */

const [C1, C2, C3, C4] = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93];

/** What comes next, so that no two different values are the same words. */
const NUMBER = 1;
const TEXT = 2;
const TRUE = 3;
const FALSE = 4;
const NOTHING = 5;
const BYTES = 6;
const FIELDS = 7;
const LIST = 8;
const END = 9;

export class StableHash {
  #h1 = 0;
  #h2 = 0;
  #h3 = 0;
  #h4 = 0;
  /** Words that wait for the rest of their block of four. */
  #k1 = 0;
  #k2 = 0;
  #k3 = 0;
  #words = 0;
  readonly #float = new DataView(new ArrayBuffer(8));

  /** Numbers, texts, booleans, bytes, and lists and objects of these. */
  add(value: unknown): this {
    switch (typeof value) {
      case "number":
        return this.word(NUMBER).#number(value);
      case "string":
        return this.word(TEXT).#text(value);
      case "boolean":
        return this.word(value ? TRUE : FALSE);
      case "undefined":
        return this.word(NOTHING);
      case "object":
        return value === null ? this.word(NOTHING) : this.#object(value);
      default:
        throw new TypeError(`a ${typeof value} has no hash`);
    }
  }

  /** Thirty-two bits. */
  word(word: number): this {
    switch (this.#words++ & 3) {
      case 0:
        this.#k1 = word;
        break;
      case 1:
        this.#k2 = word;
        break;
      case 2:
        this.#k3 = word;
        break;
      default:
        this.#block(this.#k1, this.#k2, this.#k3, word);
    }
    return this;
  }

  /** 32 hexadecimal digits for all that was added so far; more may be added. */
  digest(): string {
    const length = this.#words * 4;
    const rest = this.#words & 3;
    let h1 = this.#h1 ^ (rest > 0 ? mix1(this.#k1) : 0) ^ length;
    let h2 = this.#h2 ^ (rest > 1 ? mix2(this.#k2) : 0) ^ length;
    let h3 = this.#h3 ^ (rest > 2 ? mix3(this.#k3) : 0) ^ length;
    let h4 = this.#h4 ^ length;
    h1 = (h1 + h2 + h3 + h4) | 0;
    [h2, h3, h4] = [(h2 + h1) | 0, (h3 + h1) | 0, (h4 + h1) | 0];
    [h1, h2, h3, h4] = [avalanche(h1), avalanche(h2), avalanche(h3), avalanche(h4)];
    h1 = (h1 + h2 + h3 + h4) | 0;
    [h2, h3, h4] = [(h2 + h1) | 0, (h3 + h1) | 0, (h4 + h1) | 0];
    return [h1, h2, h3, h4].map((h) => (h >>> 0).toString(16).padStart(8, "0")).join("");
  }

  #number(value: number): this {
    // There are many bit patterns for what is not a number, and a runtime may take any.
    this.#float.setFloat64(0, Number.isNaN(value) ? Number.NaN : value);
    return this.word(this.#float.getInt32(4)).word(this.#float.getInt32(0));
  }

  #text(value: string): this {
    const { length } = value;
    this.word(length);
    for (let at = 0; at < length; at += 2) {
      const second = at + 1 < length ? value.charCodeAt(at + 1) : 0;
      this.word(value.charCodeAt(at) | (second << 16));
    }
    return this;
  }

  #bytes(bytes: Uint8Array): this {
    const { length } = bytes;
    this.word(length);
    for (let at = 0; at < length; at += 4)
      this.word(
        bytes[at]! |
          ((bytes[at + 1] ?? 0) << 8) |
          ((bytes[at + 2] ?? 0) << 16) |
          ((bytes[at + 3] ?? 0) << 24),
      );
    return this;
  }

  #object(value: object): this {
    if (value instanceof Uint8Array) return this.word(BYTES).#bytes(value);
    if (Array.isArray(value)) {
      this.word(LIST);
      for (const item of value) this.add(item);
      return this.word(END);
    }
    this.word(FIELDS);
    for (const key in value) this.#text(key).add((value as Record<string, unknown>)[key]);
    return this.word(END);
  }

  #block(k1: number, k2: number, k3: number, k4: number): void {
    this.#h1 = step(rotate(this.#h1 ^ mix1(k1), 19) + this.#h2, 0x561ccd1b);
    this.#h2 = step(rotate(this.#h2 ^ mix2(k2), 17) + this.#h3, 0x0bcaa747);
    this.#h3 = step(rotate(this.#h3 ^ mix3(k3), 15) + this.#h4, 0x96cd1c35);
    const mixed = Math.imul(rotate(Math.imul(k4, C4), 18), C1);
    this.#h4 = step(rotate(this.#h4 ^ mixed, 13) + this.#h1, 0x32ac3b17);
  }
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function step(word: number, add: number): number {
  return (Math.imul(word, 5) + add) | 0;
}

function mix1(word: number): number {
  return Math.imul(rotate(Math.imul(word, C1), 15), C2);
}

function mix2(word: number): number {
  return Math.imul(rotate(Math.imul(word, C2), 16), C3);
}

function mix3(word: number): number {
  return Math.imul(rotate(Math.imul(word, C3), 17), C4);
}

function avalanche(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
