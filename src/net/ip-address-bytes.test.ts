import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toHex } from "../bytes/index.ts";
import { InvalidAddressError } from "./errors.ts";
import { ipAddressBytes, ipAddressText, ipv4InIPv6 } from "./ip-address-bytes.ts";

test("four bytes, or sixteen, whichever way it is written", () => {
  for (const [text, hex] of [
    ["10.20.30.255", "0a141eff"],
    ["::", "00".repeat(16)],
    ["::1", `${"00".repeat(15)}01`],
    ["2001:DB8::a", "20010db800000000000000000000000a"],
    ["1:2:3:4:5:6:7:8", "00010002000300040005000600070008"],
    ["1:2:3:4:5:6:7::", "00010002000300040005000600070000"],
    ["::ffff:10.0.0.1", "00000000000000000000ffff0a000001"],
    ["fe80::1%eth0", "fe800000000000000000000000000001"],
  ] as const)
    assert.equal(toHex(ipAddressBytes(text)), hex, text);
});

test("what is no address is refused", () => {
  for (const text of ["example.org", "", "127.1", ":::", "1.2.3.4.5"])
    assert.throws(() => ipAddressBytes(text), InvalidAddressError, text);
  for (const length of [0, 3, 5, 15, 17])
    assert.throws(() => ipAddressText(new Uint8Array(length)), InvalidAddressError);
});

test("as text it is what RFC 5952 says", () => {
  for (const text of [
    ...["0.0.0.0", "10.0.0.1", "::", "::1", "1::", "2001:db8::1", "2001:db8:0:1:1:1:1:1"],
    ...["2001:0:0:1::1", "2001:db8::1:0:0:1", "::ffff:192.0.2.1", "1:2:3:4:5:6:7:8"],
  ])
    assert.equal(ipAddressText(ipAddressBytes(text)), text);
  assert.equal(ipAddressText(ipAddressBytes("2001:DB8:0:0:1:0:0:1")), "2001:db8::1:0:0:1");
});

test("there and back; URLs write addresses of IPv6 the same way", () => {
  const bytes = (length: number) =>
    fc.uint8Array({ minLength: length, maxLength: length }).map((all) =>
      // Zeros are what the text is about.
      all.map((byte) => (byte < 128 ? 0 : byte)),
    );
  fc.assert(
    fc.property(fc.oneof(bytes(4), bytes(16)), (address) => {
      const text = ipAddressText(address);
      assert.deepEqual(ipAddressBytes(text), address);
      if (address.length === 16 && ipv4InIPv6(address) === null)
        assert.equal(new URL(`http://[${text}]/`).hostname, `[${text}]`);
    }),
  );
});
