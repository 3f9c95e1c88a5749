import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fromHex, toHex } from "../../bytes/index.ts";
import { ipAddressText } from "../../net/index.ts";
import { canonicalHost } from "./canonical-host.ts";
import { buildSOCKS5Datagram, parseSOCKS5Datagram, wholeDatagram } from "./datagram.ts";
import { SOCKSMessageError } from "./errors.ts";

test("the header of RFC 1928, section 7: an address of each type", () => {
  for (const [host, hex] of [
    ["10.1.2.3", "00000001" + "0a010203" + "0035"],
    ["ns.example", "00000003" + "0a6e732e6578616d706c65" + "0035"],
    ["2001:db8::1", "00000004" + "20010db8000000000000000000000001" + "0035"],
  ] as const) {
    const built = buildSOCKS5Datagram({ host, port: 53 }, fromHex("aabb"));
    assert.equal(toHex(built), `${hex}aabb`);
    const { data, ...rest } = parseSOCKS5Datagram(built);
    assert.deepEqual([toHex(data), rest], ["aabb", { fragment: 0, host, port: 53 }]);
  }
});

test("a fragment says so, and an empty datagram is one", () => {
  const built = buildSOCKS5Datagram({ host: "10.0.0.1", port: 1 }, new Uint8Array(0), 0x81);
  const { fragment, data } = parseSOCKS5Datagram(built);
  assert.deepEqual([fragment, data.length], [0x81, 0]);
});

test("what is no header: reserved bytes, another type, an empty name", () => {
  for (const [hex, says] of [
    ["01000001" + "0a010203" + "0035", /first reserved byte is 1/],
    ["00010001" + "0a010203" + "0035", /second reserved byte is 1/],
    ["00000002" + "0a010203" + "0035", /no type of address 2/],
    ["00000003" + "00" + "0035", /is empty/],
    ["00000003" + "0120" + "0035", /no name of a host/],
  ] as const)
    assert.throws(() => parseSOCKS5Datagram(fromHex(hex)), says);
  for (const host of ["", "a b", "x".repeat(256)])
    assert.throws(
      () => buildSOCKS5Datagram({ host, port: 1 }, new Uint8Array(1)),
      SOCKSMessageError,
    );
  assert.throws(
    () => buildSOCKS5Datagram({ host: "a", port: 65_536 }, new Uint8Array(1)),
    SOCKSMessageError,
  );
});

const anyHost = fc.oneof(
  fc.uint8Array({ minLength: 4, maxLength: 4 }).map(ipAddressText),
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map(ipAddressText),
  fc.stringMatching(/^[a-z][a-z0-9.-]{0,254}$/),
);
const anyDatagram = fc.record({
  host: anyHost,
  port: fc.integer({ min: 0, max: 65_535 }),
  fragment: fc.integer({ min: 0, max: 255 }),
  data: fc.uint8Array({ maxLength: 64 }),
});

test("what is built is parsed, and a header that is cut anywhere is none", () =>
  fc.assert(
    fc.property(anyDatagram, (datagram) => {
      const built = buildSOCKS5Datagram(datagram, datagram.data, datagram.fragment);
      const { data, ...rest } = parseSOCKS5Datagram(built);
      assert.deepEqual({ ...rest, data: Uint8Array.from(data) }, { ...datagram });
      const header = built.length - data.length;
      for (let cut = 0; cut < header; cut++)
        assert.throws(() => parseSOCKS5Datagram(built.subarray(0, cut)), SOCKSMessageError);
    }),
  ));

test("any bytes are a datagram, which is built again as it was, or a SOCKSMessageError", () =>
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom("", "000000", "00000001", "00000003", "00000004"),
      (tail, head) => {
        const bytes = Uint8Array.of(...fromHex(head), ...tail);
        try {
          const { data, fragment, ...address } = parseSOCKS5Datagram(bytes);
          const again = parseSOCKS5Datagram(buildSOCKS5Datagram(address, data, fragment));
          const host = canonicalHost(address.host);
          assert.equal(canonicalHost(again.host), host);
          assert.deepEqual({ ...again, host }, { ...address, host, data, fragment });
          assert.deepEqual(wholeDatagram(bytes)?.data ?? null, fragment === 0 ? data : null);
        } catch (thrown) {
          assert.ok(thrown instanceof SOCKSMessageError, String(thrown));
          assert.equal(wholeDatagram(bytes), null);
        }
      },
    ),
  ));
