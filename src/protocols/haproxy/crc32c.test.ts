import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import { crc32c } from "./crc32c.ts";

test("the check value of CRC-32C, and those of RFC 3720, appendix B.4", () => {
  assert.equal(crc32c(utf8("123456789")), 0xe3069283);
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, at) => at)), 0x46dd794e);
  assert.equal(crc32c(new Uint8Array(0)), 0);
});

test("four bytes can be taken for zeros, where the checksum itself is", () => {
  const bytes = new Uint8Array(32);
  bytes.fill(9, 5, 9);
  assert.equal(crc32c(bytes, 5), 0x8a9136aa);
  assert.notEqual(crc32c(bytes, 6), 0x8a9136aa);
});
