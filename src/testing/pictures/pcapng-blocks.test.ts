import assert from "node:assert/strict";
import { test } from "node:test";
import { toHex, utf8 } from "../../bytes/index.ts";
import { interfaceBlock, namesBlock, packetBlock, sectionBlock } from "./pcapng-blocks.ts";

/** Every block says its length at both ends, and four divides it. */
function checked(block: Uint8Array): string {
  const view = new DataView(block.buffer, block.byteOffset);
  assert.equal(block.length % 4, 0);
  assert.equal(view.getUint32(4, true), block.length);
  assert.equal(view.getUint32(block.length - 4, true), block.length);
  return toHex(block.subarray(8, -4));
}

test("a section says how its numbers are written, and who wrote it", () => {
  assert.equal(
    checked(sectionBlock("abcde")),
    "4d3c2b1a01000000ffffffffffffffff" + "0400050061626364650000000000" + "0000",
  );
});

test("an interface carries IP and counts nanoseconds", () => {
  assert.equal(
    checked(interfaceBlock("x")),
    "6500000000000000" + "0200010078000000" + "0900010009000000" + "00000000",
  );
});

test("names of addresses of both families", () => {
  const block = namesBlock([
    { bytes: Uint8Array.of(10, 0, 0, 1), name: "a\0b" },
    { bytes: new Uint8Array(16).fill(0xfd), name: "b" },
  ]);
  assert.equal(
    checked(block),
    `010007000a0000016162000002001200${"fd".repeat(16)}6200000000000000`,
  );
});

test("a packet has its time in two halves, its bytes, and a comment if there is one", () => {
  const time = 946_684_800_123_456_789n;
  const view = new DataView(packetBlock(time, utf8("abc"), undefined).buffer);
  const nanoseconds = (BigInt(view.getUint32(12, true)) << 32n) | BigInt(view.getUint32(16, true));
  assert.equal(nanoseconds, time);
  assert.match(checked(packetBlock(time, utf8("abc"), undefined)), /0300000003000000(61626300)$/);
  assert.match(checked(packetBlock(time, utf8("abc"), "hi")), /61626300010002006869000000000000$/);
});

test("no comment is longer than the length of it can say", () => {
  assert.ok(checked(packetBlock(0n, utf8(""), "é".repeat(1e6))).length < 2 * 9_000);
});
