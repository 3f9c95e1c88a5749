import assert from "node:assert/strict";
import { test } from "node:test";
import { hostAddress, UNIXAddress } from "../../net/index.ts";
import { trustedBy } from "./trusted-peers.ts";

const among =
  (...list: string[]) =>
  (host: string): boolean =>
    trustedBy(list)(hostAddress("TCP", host, 1));

test("addresses, and networks of any size", () => {
  const trusted = among("10.1.2.3", "192.168.0.0/23", "2001:db8::/33", "::1");
  for (const host of ["10.1.2.3", "192.168.0.1", "192.168.1.255", "2001:DB8:7fff::9", "::1"])
    assert.ok(trusted(host), host);
  for (const host of ["10.1.2.4", "192.168.2.0", "2001:db8:8000::", "::2", "2001:db9::1"])
    assert.ok(!trusted(host), host);
  assert.ok(among("0.0.0.0/0")("8.8.8.8"));
  assert.ok(!among("0.0.0.0/0")("2001:db8::1"));
  assert.ok(among("::/0")("2001:db8::1"));
  assert.ok(!among()("127.0.0.1"));
});

test("IPv4 is the same in both of its forms", () => {
  assert.ok(among("10.0.0.0/8")("::ffff:10.9.9.9"));
  assert.ok(among("::ffff:10.0.0.0/104")("10.9.9.9"));
  assert.ok(among("::ffff:10.0.0.1")("10.0.0.1"));
});

test("a host of a simulated network by its name; no UNIX sockets; a function for anything", () => {
  assert.ok(among("proxy")("proxy"));
  assert.ok(!among("proxy")("other"));
  assert.ok(!trustedBy(["a"])(new UNIXAddress("a")));
  assert.ok(trustedBy((peer) => peer instanceof UNIXAddress)(new UNIXAddress("")));
});

test("a network that is none is refused at once", () => {
  for (const text of ["10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0.0/+8", "db/8"])
    assert.throws(() => trustedBy([text]), { name: "InvalidAddressError" }, text);
});
