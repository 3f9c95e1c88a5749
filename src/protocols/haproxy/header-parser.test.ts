import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concat, latin1, latin1Text } from "../../bytes/index.ts";
import { hostAddress, UNIXAddress } from "../../net/index.ts";
import { ProxyHeaderParser } from "./header-parser.ts";
import { encodeProxyV1 } from "./version-1.ts";
import { encodeProxyV2, SIGNATURE } from "./version-2.ts";

const from = hostAddress("TCP", "10.0.0.1", 1);
const to = hostAddress("TCP", "10.0.0.2", 2);
const unix = new UNIXAddress("/run/a");
const HEADERS = [
  encodeProxyV1(from, to),
  encodeProxyV1(hostAddress("TCP", "::1", 1), to),
  latin1("PROXY UNKNOWN\r\n"),
  latin1(`PROXY UNKNOWN ${"x".repeat(91)}\r\n`),
  encodeProxyV2(from, to),
  encodeProxyV2(null, null),
  encodeProxyV2(unix, unix, { checksum: true }),
  encodeProxyV2(from, to, { tlvs: [{ type: 0xe0, value: new Uint8Array(1000) }], checksum: true }),
];

/** The addresses, and how much was fed until they came, and what came with them. */
function outcome(pieces: readonly Uint8Array[]): string {
  const parser = new ProxyHeaderParser();
  let fed = 0;
  for (const piece of pieces) {
    fed += piece.length;
    const found = parser.feed(piece);
    if (found === null) continue;
    const { info, rest } = found;
    return `${info.source} ${info.destination} ${fed - rest.length} ${latin1Text(rest)}`;
  }
  return "nothing";
}

test("F13: a header may come in pieces: cut anywhere, and byte by byte, it is the same", () => {
  for (const header of HEADERS) {
    const bytes = concat([header, latin1("PROXY again")]);
    const whole = outcome([bytes]);
    assert.match(whole, / PROXY again$/);
    for (let cut = 1; cut < header.length; cut++)
      assert.equal(outcome([bytes.subarray(0, cut), bytes.subarray(cut)]), whole);
    const one = Array.from(header, (byte) => Uint8Array.of(byte));
    assert.equal(`${outcome(one)}PROXY again`, whole);
    for (let length = 0; length < header.length; length++)
      assert.equal(outcome([header.subarray(0, length)]), "nothing");
  }
});

test("F13: … and however often it is cut", () => {
  const header = fc.constantFrom(...HEADERS);
  fc.assert(
    fc.property(header, fc.array(fc.integer({ min: 0, max: 300 })), (header, cuts) => {
      const at = [
        ...cuts.filter((cut) => cut <= header.length).sort((a, b) => a - b),
        header.length,
      ];
      const pieces = at.map((end, index) => header.subarray(index === 0 ? 0 : at[index - 1], end));
      assert.equal(outcome(pieces), outcome([header]));
    }),
  );
});

test("what begins as no header does is refused with the first byte that shows it", () => {
  for (const good of [SIGNATURE, latin1("PROXY ")])
    for (let at = 0; at < good.length; at++) {
      const bytes = good.slice(0, at + 1);
      bytes[at]! ^= 0x80;
      const parser = new ProxyHeaderParser();
      for (const byte of bytes.subarray(0, at))
        assert.equal(parser.feed(Uint8Array.of(byte)), null);
      assert.throws(() => parser.feed(bytes.subarray(at)), { name: "InvalidProxyHeader" });
    }
  assert.throws(() => new ProxyHeaderParser().feed(latin1("GET / HTTP/1.1\r\n")), {
    message: 'no header begins with "GET / HTTP/1"',
  });
});

test("a line ends with CRLF, and within 107 bytes", () => {
  const feed = (line: string) => () => new ProxyHeaderParser().feed(latin1(line));
  assert.throws(feed("PROXY TCP4 1.1.1.1 2.2.2.2 1 2\n"), { name: "InvalidProxyHeader" });
  assert.throws(feed("PROXY UNKNOWN\rx\r\n"), { name: "InvalidProxyHeader" });
  assert.throws(feed("PROXY \n"), { name: "InvalidProxyHeader" });
  const endless = `PROXY UNKNOWN ${"x".repeat(92)}`;
  assert.equal(feed(endless)(), null);
  assert.throws(feed(`${endless}x`), { name: "ProxyHeaderTooLongError", limit: 107 });
  assert.throws(feed(`${endless}\r\n`), { name: "ProxyHeaderTooLongError" });
});

test("a length beyond the limit is refused as soon as it is there", () => {
  const start = (length: number) =>
    concat([SIGNATURE, Uint8Array.of(0x20, 0, length >> 8, length & 0xff)]);
  assert.equal(new ProxyHeaderParser().feed(start(4080)), null);
  const name = "ProxyHeaderTooLongError";
  assert.throws(() => new ProxyHeaderParser().feed(start(4081)), { name, limit: 4096 });
  assert.throws(() => new ProxyHeaderParser({ maxLength: 15 }).feed(start(0)), { name });
  const all = new ProxyHeaderParser({ maxLength: 70_000 });
  assert.notEqual(all.feed(concat([start(65_535), new Uint8Array(65_535)])), null);
});
