import assert from "node:assert/strict";
import { test } from "node:test";
import { latin1, latin1Text } from "../../bytes/index.ts";
import { hostAddress, IPv6Address, UNIXAddress } from "../../net/index.ts";
import { encodeProxyV1, LONGEST_LINE, parseProxyV1 } from "./version-1.ts";

const parse = (line: string): string => {
  const { source, destination } = parseProxyV1(latin1(line));
  return `${source} ${destination}`;
};

test("the two families, in the one spelling that addresses have here", () => {
  assert.equal(
    parse("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443"),
    "192.168.0.1:56324 192.168.0.11:443",
  );
  assert.equal(
    parse("PROXY TCP6 2001:DB8:0:0:0:0:0:1 ::ffff:10.0.0.1 0 65535"),
    "[2001:db8::1]:0 [::ffff:10.0.0.1]:65535",
  );
  const { source, header } = parseProxyV1(latin1("PROXY TCP6 ::1 ::2 1 2"));
  assert.ok(source instanceof IPv6Address);
  assert.equal(latin1Text(header), "PROXY TCP6 ::1 ::2 1 2");
});

test("UNKNOWN says nothing, whatever comes after it", () => {
  for (const more of ["", " ", " ffff::1 ffff::2 65535 65535", " any\0thing"])
    assert.equal(parse(`PROXY UNKNOWN${more}`), "null null");
});

test("no other protocols", () => {
  for (const line of ["PROXY", "PROXY ", "PROXY TCP5 a b 1 2", "PROXY tcp4 1.1.1.1 2.2.2.2 1 2"])
    assert.throws(() => parse(line), { name: "InvalidNetworkProtocol" });
  for (const line of ["PROXY UDP4 1.1.1.1 2.2.2.2 1 2", "PROXY UNKNOWNX", "PROXY  TCP4 1.1.1.1"])
    assert.throws(() => parse(line), { name: "InvalidNetworkProtocol" });
});

test("all four fields, and nothing between them but one space", () => {
  for (const line of [
    "PROXY TCP4",
    "PROXY TCP4 ",
    "PROXY TCP4 1.1.1.1",
    "PROXY TCP4 1.1.1.1 2.2.2.2 1",
    "PROXY TCP4 1.1.1.1 2.2.2.2 1 ",
    "PROXY TCP4 1.1.1.1  2.2.2.2 1 2",
    "PROXY TCP4  1.1.1.1 2.2.2.2 1",
  ])
    assert.throws(() => parse(line), { name: "MissingAddressData" }, line);
});

test("strict as haproxy: signs, zeros, spaces, families, anything after", () => {
  const good = ["1.1.1.1", "2.2.2.2", "1", "2"];
  const but = (place: number, field: string) =>
    good.map((usual, at) => (at === place ? field : usual));
  const ports = ["+1", "-1", "01", "00", "1.0", "1e3", "0x1", "65536", "99999", "", "１"];
  const hosts = ["1.1.1", "1.1.1.1.1", "01.1.1.1", "256.1.1.1", "::1", "localhost", "1.1.1.1%eth0"];
  const lines = [
    ...ports.flatMap((port) => [but(2, port), but(3, port)]),
    ...hosts.flatMap((host) => [but(0, host), but(1, host)]),
    [...good, ""],
    [...good, "3"],
  ].map((fields) => `PROXY TCP4 ${fields.join(" ")}`);
  for (const host of ["1.1.1.1", "fe80::1%eth0", "::1::", "12345::", "[::1]"])
    lines.push(`PROXY TCP6 ${host} ::1 1 2`);
  lines.push(
    "PROXY\tTCP4 1.1.1.1 2.2.2.2 1 2",
    "proxy UNKNOWN",
    "PROXY UNKNOWN \r",
    "XPROXY UNKNOWN",
  );
  for (const line of lines)
    assert.throws(
      () => parseProxyV1(new TextEncoder().encode(line)),
      (thrown: Error) => /^(InvalidProxyHeader|MissingAddressData)$/.test(thrown.name),
      line,
    );
});

test("what is written, and that it can be read", () => {
  const written = (from: string, to: string): string =>
    latin1Text(encodeProxyV1(hostAddress("TCP", from, 65_535), hostAddress("TCP", to, 65_535)));
  assert.equal(written("10.0.0.1", "10.0.0.2"), "PROXY TCP4 10.0.0.1 10.0.0.2 65535 65535\r\n");
  assert.equal(written("::1", "10.0.0.2"), "PROXY TCP6 ::1 ::ffff:10.0.0.2 65535 65535\r\n");
  assert.equal(written("db", "10.0.0.2"), "PROXY UNKNOWN\r\n");
  const udp = hostAddress("UDP", "10.0.0.1", 1);
  assert.equal(latin1Text(encodeProxyV1(udp, udp)), "PROXY UNKNOWN\r\n");
  const unix = new UNIXAddress("/run/a");
  assert.equal(latin1Text(encodeProxyV1(unix, unix)), "PROXY UNKNOWN\r\n");
  const longest = Array.from({ length: 8 }, () => "ffff").join(":");
  const line = written(longest, longest);
  assert.ok(line.length <= LONGEST_LINE);
  assert.equal(parse(line.trimEnd()), `[${longest}]:65535 [${longest}]:65535`);
});
