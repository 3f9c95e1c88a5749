import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, toHex, utf8 } from "../../bytes/index.ts";
import { encodeTLVs, ProxyTLVType, parseTLVs } from "./tlv.ts";

test("what is written is what is read, unknown types and empty values included", () => {
  const tlvs = [
    { type: ProxyTLVType.ALPN, value: utf8("h2") },
    { type: 0xe7, value: new Uint8Array(300).fill(7) },
    { type: ProxyTLVType.NOOP, value: new Uint8Array(0) },
  ];
  const bytes = encodeTLVs(tlvs);
  assert.equal(toHex(bytes.subarray(0, 8)), "0100026832e7012c");
  assert.deepEqual(parseTLVs(bytes), tlvs);
  assert.deepEqual(parseTLVs(new Uint8Array(0)), []);
});

test("one that is not whole is refused, wherever it is cut", () => {
  const bytes = fromHex("0100026832");
  for (let length = 1; length < bytes.length; length++)
    assert.throws(() => parseTLVs(bytes.subarray(0, length)), { name: "InvalidProxyHeader" });
});

test("what does not fit is a RangeError", () => {
  for (const type of [-1, 256, Number.NaN])
    assert.throws(() => encodeTLVs([{ type, value: new Uint8Array(0) }]), RangeError);
  assert.throws(() => encodeTLVs([{ type: 1, value: new Uint8Array(65_536) }]), RangeError);
});
