import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, toHex, utf8 } from "../../bytes/index.ts";
import { ACK, PSH, tcpPacket, udpPacket } from "./ip-packets.ts";

const v4 = { source: Uint8Array.of(10, 0, 0, 1), destination: Uint8Array.of(10, 0, 0, 2) };
const v6 = {
  source: fromHex("20010db8000000000000000000000001"),
  destination: fromHex("20010db8000000000000000000000002"),
};

/** The sum that a receiver makes: all ones where nothing was damaged (RFC 1071). */
function sum(...parts: Uint8Array[]): number {
  let total = 0;
  for (const part of parts)
    for (let at = 0; at < part.length; at += 2) total += part[at]! * 256 + (part[at + 1] ?? 0);
  while (total > 0xffff) total = (total % 65_536) + Math.floor(total / 65_536);
  return total;
}

test("an IPv4 packet has the right lengths and checksums", () => {
  const ports = { sourcePort: 1, destinationPort: 0xffff };
  const fields = { ...ports, seq: 2 ** 32 + 5, ack: 7, flags: ACK | PSH, window: 9 };
  const packet = tcpPacket(v4, { ...fields, options: Uint8Array.of(1, 1, 1, 0) }, utf8("odd"));
  assert.equal(packet.length, 20 + 24 + 3);
  assert.equal(toHex(packet.subarray(0, 10)), "4500002f000040004006");
  assert.equal(sum(packet.subarray(0, 20)), 0xffff);
  assert.equal(toHex(packet.subarray(20, 36)), "0001ffff000000050000000760180009");
  const pseudo = Uint8Array.of(0, 6, 0, 24 + 3);
  assert.equal(sum(packet.subarray(12, 20), pseudo, packet.subarray(20)), 0xffff);
});

test("an IPv6 packet as well", () => {
  const packet = udpPacket(v6, { sourcePort: 5, destinationPort: 6 }, utf8("hello"));
  assert.equal(toHex(packet.subarray(0, 8)), "60000000000d1140");
  assert.equal(toHex(packet.subarray(40, 46)), "00050006000d");
  const pseudo = Uint8Array.of(0, 0, 0, 13, 0, 0, 0, 17);
  assert.equal(sum(packet.subarray(8, 40), pseudo, packet.subarray(40)), 0xffff);
});

test("RFC 768: a checksum that is zero is sent as all ones, for zero says that there is none", () => {
  // The number that makes the sum of everything else all ones.
  const plain = udpPacket(v4, { sourcePort: 5, destinationPort: 6 }, Uint8Array.of(0, 0));
  const checksum = plain.subarray(26, 28);
  const packet = udpPacket(v4, { sourcePort: 5, destinationPort: 6 }, checksum);
  assert.equal(toHex(packet.subarray(26, 28)), "ffff");
});
