import assert from "node:assert/strict";
import { test } from "node:test";
import { StableHash } from "./stable-hash.ts";

const hashOf = (...values: unknown[]): string => {
  const hash = new StableHash();
  for (const value of values) hash.add(value);
  return hash.digest();
};

test("words are hashed as MurmurHash3_x86_128 does, with every length of the last block", () => {
  // The alphabet's first letters, as another implementation has them.
  const known: Record<number, string> = {
    0: "00000000000000000000000000000000",
    4: "96b6ccaa45afc62e45afc62e45afc62e",
    8: "aef41136adb11487fa6c8092fa6c8092",
    16: "9fd2762790b91256e4ce8b21d193ba45",
    20: "46253419b66d21a89eb473281fcb5d54",
    24: "d7812380378356794971f89101486e32",
    28: "e3208c9ea34ae0f296d94cd5805cf09f",
  };
  const letters = new DataView(new TextEncoder().encode("abcdefghijklmnopqrstuvwxyz12").buffer);
  for (const [length, expected] of Object.entries(known)) {
    const hash = new StableHash();
    for (let at = 0; at < Number(length); at += 4) hash.word(letters.getInt32(at, true));
    assert.equal(hash.digest(), expected, `${length} bytes`);
  }
});

test("no two different values have the same hash", () => {
  const values = [
    [0, -0, 0.1, 0.1 + Number.EPSILON, 1, 2 ** 32, 2 ** 53, Infinity, Number.NaN, "1", ["1"]],
    ["", "a", "ab", "a\0", "ba", "a\u{1f600}", true, false, undefined, [], [[]], {}, [{}]],
    [bytes(), bytes(0), bytes(0, 0), bytes(0, 0, 0, 0), bytes(1, 2, 3, 4, 5), [1, 2, 3, 4, 5]],
    [{ a: 1 }, { b: 1 }, { a: { b: 1 } }, { a: 1, b: 1 }, [{ a: 1 }, { b: 1 }], { a: "" }],
  ].flat();
  const hashes = values.map((value) => hashOf(value));
  assert.equal(new Set(hashes).size, values.length);
  assert.notEqual(hashOf("ab", "c"), hashOf("a", "bc"));
  assert.notEqual(hashOf([1], 2), hashOf([1, 2]));
});

test("the same values have the same hash, wherever their bytes lie", () => {
  const value = { at: 0.25, bytes: bytes(1, 2, 3) };
  assert.equal(hashOf(value), hashOf({ at: 0.25, bytes: bytes(9, 1, 2, 3, 9).subarray(1, 4) }));
  assert.equal(hashOf(null), hashOf(undefined));
});

test("asking for the hash does not change it", () => {
  const hash = new StableHash().add("one");
  assert.equal(hash.digest(), hash.digest());
  hash.add("two");
  assert.equal(hash.digest(), hashOf("one", "two"));
});

test("what is no plain value is an error", () => {
  assert.throws(() => hashOf(() => 1), /a function has no hash/);
});

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}
