import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concat, fromHex, toHex, utf8 } from "../../bytes/index.ts";
import { hostAddress, type IAddress, UNIXAddress } from "../../net/index.ts";
import { crc32c } from "./crc32c.ts";
import { encodeTLVs, ProxyTLVType } from "./tlv.ts";
import { encodeProxyV2, lengthOfVersion2, parseProxyV2, SIGNATURE } from "./version-2.ts";

const from = hostAddress("TCP", "10.0.0.1", 0x1234);
const to = hostAddress("TCP", "10.0.0.2", 443);

/** A header by hand: command, family, body. */
function header(command: number, kind: number, body: Uint8Array): Uint8Array {
  const fixed = Uint8Array.of(command, kind, body.length >> 8, body.length & 0xff);
  return concat([SIGNATURE, fixed, body]);
}
const IPV4 = fromHex("0a0000010a000002123401bb");

test("as in the specification, byte for byte", () => {
  const bytes = encodeProxyV2(from, to);
  assert.equal(toHex(bytes), `0d0a0d0a000d0a515549540a2111000c${toHex(IPV4)}`);
  const info = parseProxyV2(bytes);
  assert.deepEqual([String(info.source), String(info.destination)], [String(from), String(to)]);
  assert.deepEqual([info.header, info.tlvs], [bytes, []]);
});

test("every family and protocol goes there and back", () => {
  const pairs: [IAddress, IAddress, number][] = [
    [from, to, 0x11],
    [hostAddress("UDP", "1.2.3.4", 0), hostAddress("UDP", "4.3.2.1", 65_535), 0x12],
    [hostAddress("TCP", "2001:db8::1", 1), hostAddress("TCP", "::1", 2), 0x21],
    [hostAddress("UDP", "::", 1), hostAddress("UDP", "::ffff:1.2.3.4", 2), 0x22],
    [new UNIXAddress("/run/client"), new UNIXAddress("\0abstract"), 0x31],
    [new UNIXAddress(""), new UNIXAddress("x".repeat(108)), 0x31],
  ];
  for (const [source, destination, kind] of pairs) {
    const bytes = encodeProxyV2(source, destination);
    assert.equal(bytes[13], kind);
    const info = parseProxyV2(bytes);
    assert.ok(source.equals(info.source), String(source));
    assert.ok(destination.equals(info.destination), String(destination));
  }
  const datagrams = header(0x21, 0x32, new Uint8Array(216).fill(0x61, 0, 3));
  assert.equal(String(parseProxyV2(datagrams).source), "aaa");
});

test("LOCAL and what has no addresses: those of the connection itself, whatever else is there", () => {
  for (const [command, kind] of [
    [0x20, 0],
    [0x20, 0x11],
    [0x20, 0xff],
    [0x21, 0],
    [0x21, 0x10],
    [0x21, 0x01],
  ] as const) {
    const info = parseProxyV2(header(command, kind, fromHex("ffffff")));
    assert.deepEqual([info.source, info.destination, info.tlvs], [null, null, []]);
  }
  assert.equal(toHex(encodeProxyV2(null, null).subarray(12)), "20000000");
  const names = hostAddress("TCP", "db", 1);
  assert.equal(toHex(encodeProxyV2(names, to, { checksum: true }).subarray(12)), "21000000");
  const long = new UNIXAddress("x".repeat(109));
  assert.equal(toHex(encodeProxyV2(long, long).subarray(12)), "21000000");
});

test("what can be none is refused as soon as that shows", () => {
  const start = (...bytes: number[]) => concat([SIGNATURE, Uint8Array.from(bytes)]);
  for (const command of [0x00, 0x10, 0x22, 0x2f, 0x31, 0xff])
    assert.throws(() => lengthOfVersion2(start(command)), { name: "InvalidProxyHeader" });
  for (const kind of [0x13, 0x41, 0xf1, 0x0f])
    assert.throws(() => lengthOfVersion2(start(0x21, kind)), { name: "InvalidNetworkProtocol" });
  assert.equal(lengthOfVersion2(start(0x21, 0x11, 0)), null);
  assert.equal(lengthOfVersion2(start(0x21, 0x11, 0xff, 0xff)), 16 + 0xffff);
  for (const [kind, length] of [
    [0x11, 11],
    [0x22, 35],
    [0x31, 215],
  ] as const)
    assert.throws(() => lengthOfVersion2(start(0x21, kind, 0, length)), {
      name: "MissingAddressData",
      message: `${length + 1} bytes of addresses are needed, and there are ${length}`,
    });
});

test("all of it and no more", () => {
  const bytes = encodeProxyV2(from, to);
  for (const wrong of [
    bytes.subarray(0, -1),
    bytes.subarray(0, 12),
    concat([bytes, Uint8Array.of(0)]),
    new Uint8Array(28),
  ])
    assert.throws(() => parseProxyV2(wrong), { name: "InvalidProxyHeader" });
});

test("TLVs are kept in their order, the unknown ones too", () => {
  const tlvs = [
    { type: ProxyTLVType.AUTHORITY, value: utf8("example.com") },
    { type: 0xee, value: new Uint8Array(0) },
  ];
  const info = parseProxyV2(encodeProxyV2(from, to, { tlvs }));
  assert.deepEqual(info.tlvs, tlvs);
  assert.equal(info.authority, "example.com");
});

test("a checksum is verified, wherever it is", () => {
  const tlvs = [{ type: ProxyTLVType.ALPN, value: utf8("h2") }];
  const bytes = encodeProxyV2(from, to, { tlvs, checksum: true });
  assert.equal(parseProxyV2(bytes).tlvs.length, 2);
  for (let at = 16; at < bytes.length; at++) {
    // Of another type it is no checksum.
    if (at === bytes.length - 7) continue;
    const broken = bytes.slice();
    broken[at]! ^= 1;
    assert.throws(() => parseProxyV2(broken), { name: "InvalidProxyHeader" }, `byte ${at}`);
  }
  const first = concat([
    IPV4,
    encodeTLVs([{ type: ProxyTLVType.CRC32C, value: new Uint8Array(4) }, ...tlvs]),
  ]);
  const early = header(0x21, 0x11, first);
  new DataView(early.buffer, early.byteOffset).setUint32(31, crc32c(early));
  assert.equal(parseProxyV2(early).alpn, "h2");
});

test("two checksums are refused, right or wrong", () => {
  const one = { type: ProxyTLVType.CRC32C, value: new Uint8Array(4) };
  const twice = header(0x21, 0x11, concat([IPV4, encodeTLVs([one, one])]));
  assert.throws(() => parseProxyV2(twice), /more checksums than one/);
});

test("TLVs that say what they mean are checked", () => {
  const withTLV = (type: number, value: Uint8Array) => () =>
    parseProxyV2(encodeProxyV2(from, to, { tlvs: [{ type, value }] }));
  const name = "InvalidProxyHeader";
  assert.throws(withTLV(ProxyTLVType.CRC32C, new Uint8Array(4)), { name });
  assert.throws(withTLV(ProxyTLVType.CRC32C, new Uint8Array(3)), { name });
  assert.throws(withTLV(ProxyTLVType.UNIQUE_ID, new Uint8Array(129)), { name });
  assert.throws(withTLV(ProxyTLVType.SSL, new Uint8Array(4)), { name });
  assert.throws(withTLV(ProxyTLVType.SSL, Uint8Array.of(0, 0, 0, 0, 0, 1)), { name });
  assert.equal(withTLV(ProxyTLVType.UNIQUE_ID, new Uint8Array(128))().uniqueId?.length, 128);
});

test("more than a header can hold is a RangeError", () => {
  const tlvs = [{ type: 0xe0, value: new Uint8Array(65_520) }];
  assert.equal(encodeProxyV2(from, to, { tlvs }).length, 16 + 65_535);
  assert.throws(() => encodeProxyV2(from, to, { tlvs, checksum: true }), RangeError);
});

test("any bytes: parsed, or refused with InvalidProxyHeader", () => {
  const body = fc.uint8Array({ maxLength: 300 });
  const command = fc.constantFrom(0x20, 0x21, 0x22);
  const kind = fc.constantFrom(0, 0x11, 0x12, 0x21, 0x31, 0x41);
  fc.assert(
    fc.property(command, kind, body, (command, kind, body) => {
      try {
        parseProxyV2(header(command, kind, body));
      } catch (thrown) {
        assert.match(
          (thrown as Error).name,
          /^(InvalidProxyHeader|InvalidNetworkProtocol|MissingAddressData)$/,
        );
      }
    }),
  );
});
