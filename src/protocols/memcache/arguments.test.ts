import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import {
  checkedAmount,
  checkedBytes,
  checkedCas,
  checkedExpireTime,
  checkedFlags,
  checkedKey,
} from "./arguments.ts";
import { ClientError } from "./errors.ts";

const refused = (check: () => unknown, why: RegExp): void =>
  assert.throws(check, (error) => error instanceof ClientError && why.test(error.message));

test("Q5: a key is 1 to 250 bytes without spaces and control characters, as a string or as bytes", () => {
  assert.equal(checkedKey("key"), "key");
  assert.equal(checkedKey(utf8("key")), "key");
  assert.equal(checkedKey("schlüssel"), "schl\u00c3\u00bcssel");
  assert.equal(checkedKey("k".repeat(250)).length, 250);
  refused(() => checkedKey("k".repeat(251)), /250 bytes at the most, not 251/);
  refused(() => checkedKey("ü".repeat(126)), /250 bytes at the most, not 252/);
  refused(() => checkedKey(""), /at least one/);
  refused(() => checkedKey(new Uint8Array(0)), /at least one/);
  refused(() => checkedKey(7 as never), /a Uint8Array or a string, not number/);
});

test("no byte that could end a key, or the line, gets through", () => {
  for (let byte = 0; byte < 256; byte++) {
    const key = Uint8Array.of(65, byte, 66);
    if (byte > 0x20 && byte !== 0x7f) assert.equal(checkedKey(key).length, 3);
    else refused(() => checkedKey(key), /0x[0-9a-f]{2} at 1/);
  }
  refused(() => checkedKey("a\r\nflush_all"), /0x0d at 1/);
});

test("numbers are whole and in range", () => {
  assert.equal(checkedFlags(0xffff_ffff), 0xffff_ffff);
  for (const flags of [-1, 1.5, 2 ** 32, Number.NaN, "1" as never])
    refused(() => checkedFlags(flags), /flags is a whole number/);
  assert.equal(checkedExpireTime(-1), -1);
  for (const time of [2 ** 31, 0.5, Number.POSITIVE_INFINITY])
    refused(() => checkedExpireTime(time), /expireTime/);
  assert.equal(checkedAmount(2n ** 64n - 1n), "18446744073709551615");
  for (const amount of [-1, 0.5, 2 ** 53, 2n ** 64n, "1\r\nx" as never])
    refused(() => checkedAmount(amount), /an amount/);
});

test("an identifier is what gets has given", () => {
  assert.equal(checkedCas("18446744073709551615"), "18446744073709551615");
  for (const cas of ["", "x", "1 noreply", "1\r\n", "1\n", "1".repeat(21)])
    refused(() => checkedCas(cas), /no identifier/);
});

test("values are bytes, strings are UTF-8", () => {
  const bytes = Uint8Array.of(0, 13, 10);
  assert.equal(checkedBytes(bytes, "a value"), bytes);
  assert.deepEqual(checkedBytes("ü", "a value"), utf8("ü"));
  refused(() => checkedBytes(null as never, "a value"), /a value is a Uint8Array/);
});
