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

/** So many words are mixed at once, which is faster than one by one; four divides it. */
const BUFFER = 512;

/** For the two words of a number; nothing is left in it from one to the next. */
const FLOAT: DataView = new DataView(new ArrayBuffer(8));

export class StableHash {
  readonly #state = new Int32Array(4);
  readonly #buffer = new Int32Array(BUFFER);
  /** Words in the buffer. */
  #waiting = 0;
  /** Words that have left it. */
  #mixed = 0;

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
    this.#buffer[this.#waiting++] = word;
    if (this.#waiting === BUFFER) {
      mixBlocks(this.#state, this.#buffer, BUFFER);
      this.#mixed += BUFFER;
      this.#waiting = 0;
    }
    return this;
  }

  /** 32 hexadecimal digits for all that was added so far; more may be added. */
  digest(): string {
    const length = (this.#mixed + this.#waiting) * 4;
    const state = this.#state.slice();
    const whole = this.#waiting & ~3;
    mixBlocks(state, this.#buffer, whole);
    const [k1, k2, k3] = this.#buffer.subarray(whole, this.#waiting);
    let h1 = state[0]! ^ (k1 === undefined ? 0 : mix1(k1)) ^ length;
    let h2 = state[1]! ^ (k2 === undefined ? 0 : mix2(k2)) ^ length;
    let h3 = state[2]! ^ (k3 === undefined ? 0 : mix3(k3)) ^ length;
    let h4 = state[3]! ^ length;
    h1 = (h1 + h2 + h3 + h4) | 0;
    [h2, h3, h4] = [(h2 + h1) | 0, (h3 + h1) | 0, (h4 + h1) | 0];
    [h1, h2, h3, h4] = [avalanche(h1), avalanche(h2), avalanche(h3), avalanche(h4)];
    h1 = (h1 + h2 + h3 + h4) | 0;
    [h2, h3, h4] = [(h2 + h1) | 0, (h3 + h1) | 0, (h4 + h1) | 0];
    return [h1, h2, h3, h4].map((h) => (h >>> 0).toString(16).padStart(8, "0")).join("");
  }

  #number(value: number): this {
    // There are many bit patterns for what is not a number, and a runtime may take any.
    FLOAT.setFloat64(0, Number.isNaN(value) ? Number.NaN : value);
    return this.word(FLOAT.getInt32(4)).word(FLOAT.getInt32(0));
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
}

/** The first `length` words, four at a time. */
function mixBlocks(state: Int32Array, words: Int32Array, length: number): void {
  let [h1, h2, h3, h4] = [state[0]!, state[1]!, state[2]!, state[3]!];
  for (let at = 0; at < length; at += 4) {
    h1 = step(rotate(h1 ^ mix1(words[at]!), 19) + h2, 0x561ccd1b);
    h2 = step(rotate(h2 ^ mix2(words[at + 1]!), 17) + h3, 0x0bcaa747);
    h3 = step(rotate(h3 ^ mix3(words[at + 2]!), 15) + h4, 0x96cd1c35);
    h4 = step(rotate(h4 ^ mix4(words[at + 3]!), 13) + h1, 0x32ac3b17);
  }
  state.set([h1, h2, h3, h4]);
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

function mix4(word: number): number {
  return Math.imul(rotate(Math.imul(word, C4), 18), C1);
}

function avalanche(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
