/** Seeded streams of each framing: good ones, and such as end a connection; and the ways to cut them. */
import { concat, fromHex, toHex, utf8 } from "torsion/bytes";

export type FramingName =
  | "LineReceiver"
  | "LineOnlyReceiver"
  | "NetstringReceiver"
  | "Int8StringReceiver"
  | "Int16StringReceiver"
  | "Int32StringReceiver";

/** Bytes are hex: a message that the framing's own method sends, or bytes as they are. */
export type Item = readonly ["message" | "raw", string];

export interface Scenario {
  readonly name: string;
  readonly framing: FramingName;
  readonly max: number;
  readonly items: readonly Item[];
  /** How many bytes all of it is. */
  readonly total: number;
  /** Of the pieces, over and over; none: all at once. */
  readonly sizes: readonly number[];
}

const MAX = 60;

export class Chance {
  #state: number;
  constructor(seed: number) {
    this.#state = seed;
  }
  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }
  one<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }
  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}

/** No line may have its delimiter inside; half of one it may. */
function line(chance: Chance, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => chance.one([13, 0, 97, 98, 99, 255]));
}

/** What the framing's own method sends for a message. */
export function encoded(framing: FramingName, message: Uint8Array): Uint8Array {
  if (framing.startsWith("Line")) return concat([message, utf8("\r\n")]);
  if (framing === "NetstringReceiver")
    return concat([utf8(`${message.length}:`), message, utf8(",")]);
  const bytes = { Int8: 1, Int16: 2, Int32: 4 }[framing.replace("StringReceiver", "")]!;
  return concat([bigEndian(message.length, bytes), message]);
}

function bigEndian(value: number, bytes: number): Uint8Array {
  const all = new Uint8Array(bytes);
  for (let i = bytes - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256))
    all[i] = rest % 256;
  return all;
}

/** What no peer should send. */
const WRONG: Readonly<Record<FramingName, readonly string[]>> = {
  LineReceiver: [`${"x".repeat(MAX + 1)}\r\n`, "y".repeat(3 * MAX), `${"z".repeat(2 * MAX)}\r\n`],
  // What a line is that is a byte too long depends on the cuts, in Twisted's: docs/design.
  LineOnlyReceiver: [`${"x".repeat(MAX + 2)}\r\n`, "y".repeat(3 * MAX)],
  NetstringReceiver: [
    "00:,",
    "01:a,",
    "5:abc",
    "3:abcd,",
    " 3:abc,",
    "+3:abc,",
    "-3:abc,",
    "3 :abc,",
    ":,",
    "abc",
    "0x3:abc,",
    "3.0:abc,",
    "999999999999999999999999999999999999",
    `${MAX + 1}:${"x".repeat(MAX + 1)},`,
    "61",
    "3:abc\n",
  ],
  Int8StringReceiver: ["\x3d", "\xff"],
  Int16StringReceiver: ["\x00\x3d", "\xff\xff", "\x80\x00"],
  Int32StringReceiver: ["\x00\x00\x00\x3d", "\xff\xff\xff\xff", "\x80\x00\x00\x00"],
};

const CUTS: readonly (readonly [string, (chance: Chance) => readonly number[]])[] = [
  ["byte by byte", () => [1]],
  ["at random", (chance) => Array.from({ length: 40 }, () => 1 + chance.below(24))],
  ["all at once", () => []],
];

export function scenarios(seeds: number): Scenario[] {
  const all: Scenario[] = [];
  for (const framing of Object.keys(WRONG) as FramingName[])
    for (const [cuts, sizesOf] of CUTS)
      for (let seed = 0; seed < seeds; seed++) {
        const chance = new Chance(seed * 7919 + 1);
        const items = itemsOf(framing, chance, seed);
        const bytes = items.map(([kind, hex]) =>
          kind === "raw" ? fromHex(hex) : encoded(framing, fromHex(hex)),
        );
        all.push({
          name: `${framing}, ${cuts}, seed ${seed}`,
          framing,
          max: MAX,
          items,
          total: concat(bytes).length,
          sizes: sizesOf(chance),
        });
      }
  return all;
}

/** Two of three streams have something wrong in them, and then more of what is right. */
function itemsOf(framing: FramingName, chance: Chance, seed: number): Item[] {
  const isLine = framing.startsWith("Line");
  const message = (): Item => {
    const length = chance.one([0, 1, 2, 9, 10, MAX - 1, isLine ? MAX - 1 : MAX, chance.below(MAX)]);
    return ["message", toHex(isLine ? line(chance, length) : chance.bytes(length))];
  };
  const items = Array.from({ length: 1 + chance.below(8) }, message);
  if (seed % 3 === 0) return items;
  const wrong = chance.one(WRONG[framing]);
  items.push(["raw", toHex(Uint8Array.from(wrong, (char) => char.charCodeAt(0)))]);
  return [...items, message(), message()];
}
