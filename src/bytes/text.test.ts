import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UnencodableCharacterError } from "./errors.ts";
import { latin1, latin1Text, text, utf8 } from "./text.ts";

const strings = fc.string({ unit: "binary", maxLength: 60 });
const byteArrays = fc.uint8Array({ maxLength: 60 });

test("utf8 agrees with TextEncoder at every length, and text brings it back", () => {
  fc.assert(
    fc.property(fc.oneof(strings, fc.string()), (string) => {
      const bytes = utf8(string);
      assert.deepEqual(bytes, new TextEncoder().encode(string));
      assert.equal(text(bytes), string);
    }),
  );
});

test("text replaces what is malformed, short or long", () => {
  const cut = utf8("€").subarray(0, 2);
  assert.equal(text(cut), "\ufffd");
  const long = new Uint8Array(100).fill(0x61);
  long[50] = 0xff;
  assert.equal(text(long), `${"a".repeat(50)}\ufffd${"a".repeat(49)}`);
  assert.equal(utf8("\ud800").length, 3);
});

test("text keeps a byte order mark: the peer did send it", () => {
  assert.equal(text(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), "\ufeffa");
});

test("latin1 and latin1Text are inverses for all 256 bytes", () => {
  fc.assert(fc.property(byteArrays, (bytes) => assert.deepEqual(latin1(latin1Text(bytes)), bytes)));
  assert.equal(latin1Text(Uint8Array.of(0x80, 0x9f)), "\u0080\u009f");
  assert.equal(latin1Text(new Uint8Array(100_000)).length, 100_000);
  for (const length of [255, 256, 257, 4096, 4097]) {
    const bytes = new Uint8Array(length).map((_, i) => i & 0xff);
    assert.deepEqual(latin1(latin1Text(bytes)), bytes, String(length));
  }
});

test("latin1 refuses a character that would be cut to a newline", () => {
  assert.throws(() => latin1("x\u010ay"), UnencodableCharacterError);
});
