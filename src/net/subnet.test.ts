import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidAddressError } from "./errors.ts";
import { ipAddressBytes, ipAddressText } from "./ip-address-bytes.ts";
import { firstInSubnet, isInSubnet, subnet } from "./subnet.ts";

const inside = (address: string, network: string): boolean =>
  isInSubnet(ipAddressBytes(address), subnet(network));

test("which addresses are in a network", () => {
  assert.ok(inside("10.255.0.1", "10.0.0.0/8"));
  assert.ok(!inside("11.0.0.1", "10.0.0.0/8"));
  assert.ok(inside("172.31.255.255", "172.16.0.0/12"));
  assert.ok(!inside("172.32.0.0", "172.16.0.0/12"));
  assert.ok(inside("203.0.113.7", "0.0.0.0/0"));
  assert.ok(inside("2001:db8:ffff::1", "2001:db8::/32"));
  assert.ok(!inside("2001:db9::1", "2001:db8::/32"));
  assert.ok(inside("2001:db8::1", "2001:db8::1"));
  assert.ok(!inside("2001:db8::2", "2001:db8::1"));
});

test("the families are apart, also where all bits may differ", () => {
  assert.ok(!inside("10.0.0.1", "::/0"));
  assert.ok(!inside("::ffff:10.0.0.1", "10.0.0.0/8"));
});

test("the first address of a network", () => {
  const first = (network: string): string => ipAddressText(firstInSubnet(subnet(network)));
  assert.equal(first("10.1.2.3/8"), "10.0.0.0");
  assert.equal(first("10.1.2.3/20"), "10.1.0.0");
  assert.equal(first("2001:db8:1:2:3:4:5:6/63"), "2001:db8:1:2::");
  assert.equal(first("10.1.2.3"), "10.1.2.3");
  assert.equal(first("10.1.2.3/0"), "0.0.0.0");
});

test("what is no network", () => {
  for (const text of [
    "",
    "host",
    "10.0.0.0/33",
    "::/129",
    "10.0.0.0/",
    "10.0.0.0/08",
    "::/1/2",
    "10.0.0.0/-1",
  ])
    assert.throws(() => subnet(text), InvalidAddressError, text);
});
