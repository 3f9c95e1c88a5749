import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidHexError, NotEnoughBytesError, UnencodableCharacterError } from "./errors.ts";

test("each error says what was wrong and where, and keeps its cause", () => {
  const cause = new Error("why");
  const hex = new InvalidHexError("0g", 1, { cause });
  assert.equal(String(hex), 'InvalidHexError: not a hex digit at index 1: "g"');
  assert.equal(hex.index, 1);
  assert.equal(hex.cause, cause);
  assert.equal(new InvalidHexError("abc", 3).message, "hex text has an odd number of digits (3)");

  const latin = new UnencodableCharacterError("a€", 1, { cause });
  assert.equal(latin.message, 'no Latin-1 byte for "€" at index 1');
  assert.equal(latin.cause, cause);

  const short = new NotEnoughBytesError(4, 1, { cause });
  assert.equal(String(short), "NotEnoughBytesError: wanted 4 bytes, 1 available");
  assert.deepEqual([short.wanted, short.available], [4, 1]);
  assert.ok(short instanceof RangeError);
  assert.equal(short.cause, cause);
});
