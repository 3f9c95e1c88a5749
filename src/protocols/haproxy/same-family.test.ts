import assert from "node:assert/strict";
import { test } from "node:test";
import { hostAddress, type IAddress, UNIXAddress } from "../../net/index.ts";
import { sameFamily } from "./same-family.ts";

const tcp = (host: string, port = 1): IAddress => hostAddress("TCP", host, port);

test("both of IPv4, or both of IPv6", () => {
  const ends = sameFamily(tcp("10.0.0.1", 5), tcp("10.0.0.2", 6));
  assert.deepEqual(ends, {
    type: "TCP",
    source: Uint8Array.of(10, 0, 0, 1),
    destination: Uint8Array.of(10, 0, 0, 2),
    sourcePort: 5,
    destinationPort: 6,
  });
  assert.equal(sameFamily(tcp("::1"), tcp("fe80::1%eth0"))?.destination.length, 16);
});

test("one of each: both as IPv6", () => {
  for (const [from, to] of [
    ["10.0.0.1", "::2"],
    ["::2", "10.0.0.1"],
  ] as const) {
    const ends = sameFamily(tcp(from), tcp(to))!;
    assert.deepEqual([ends.source.length, ends.destination.length], [16, 16]);
    const mapped = from === "::2" ? ends.destination : ends.source;
    assert.deepEqual([...mapped.subarray(10)], [0xff, 0xff, 10, 0, 0, 1]);
  }
});

test("null for what a header cannot say", () => {
  const address = tcp("10.0.0.1");
  assert.equal(sameFamily(address, null), null);
  assert.equal(sameFamily(null, address), null);
  assert.equal(sameFamily(address, tcp("db")), null);
  assert.equal(sameFamily(new UNIXAddress("/a"), address), null);
  assert.equal(sameFamily(address, hostAddress("UDP", "10.0.0.2", 1)), null);
});
