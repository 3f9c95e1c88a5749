import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { InvalidHexError } from "./errors.ts";
import { fromHex, toHex } from "./hex.ts";

test("toHex writes lower-case pairs, and fromHex reads either case back", () => {
  assert.equal(toHex(Uint8Array.of(0, 10, 255)), "000aff");
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      assert.deepEqual(fromHex(toHex(bytes)), bytes);
      assert.deepEqual(fromHex(toHex(bytes).toUpperCase()), bytes);
    }),
  );
});

test("fromHex names the first character that is wrong", () => {
  const indexOfError = (text: string): number => {
    try {
      fromHex(text);
    } catch (error) {
      assert.ok(error instanceof InvalidHexError);
      return error.index;
    }
    return -1;
  };
  assert.equal(indexOfError("0"), 1);
  assert.equal(indexOfError("00g0"), 2);
  assert.equal(indexOfError("0 0"), 1);
  assert.equal(indexOfError("000"), 3);
  // Neighbours of the digits in ASCII, and their doubles under `| 0x20`.
  for (const wrong of ["/", ":", "@", "G", "`", "g", "\u0001", "\u0141"])
    assert.equal(indexOfError(`0${wrong}`), 1, wrong);
  assert.equal(indexOfError(""), -1);
});
