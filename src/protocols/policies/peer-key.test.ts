import assert from "node:assert/strict";
import { test } from "node:test";
import { hostAddress, PipeAddress, UNIXAddress } from "../../net/index.ts";
import { peerKeyFor } from "./peer-key.ts";

const tcp = (host: string, port = 1) => hostAddress("TCP", host, port);

test("a host is one peer, whatever its port; a mapped address is the IPv4 one", () => {
  const peerOf = peerKeyFor();
  assert.equal(peerOf(tcp("10.0.0.1", 5)), peerOf(tcp("10.0.0.1", 6)));
  assert.notEqual(peerOf(tcp("10.0.0.1")), peerOf(tcp("10.0.0.2")));
  assert.equal(peerOf(tcp("::ffff:10.0.0.1")), peerOf(tcp("10.0.0.1")));
  assert.equal(peerOf(tcp("::ffff:a00:1")), peerOf(tcp("10.0.0.1")));
});

test("IPv6 is the same however it is written, and by a prefix where that is asked for", () => {
  const whole = peerKeyFor();
  assert.equal(whole(tcp("2001:db8::1")), whole(tcp("2001:DB8:0:0:0:0:0:1")));
  assert.equal(whole(tcp("::1.2.3.4")), whole(tcp("::102:304")));
  assert.notEqual(whole(tcp("2001:db8::1")), whole(tcp("2001:db8::2")));
  assert.notEqual(whole(tcp("fe80::1%eth0")), whole(tcp("fe80::1%eth1")));
  const network = peerKeyFor({ ipv6PrefixBits: 64 });
  assert.equal(network(tcp("2001:db8:0:7::1")), network(tcp("2001:db8:0:7:ffff::2")));
  assert.notEqual(network(tcp("2001:db8:0:7::1")), network(tcp("2001:db8:0:8::1")));
  assert.equal(network(tcp("10.0.0.1")), "10.0.0.1");
  const odd = peerKeyFor({ ipv6PrefixBits: 60 });
  assert.equal(odd(tcp("2001:db8:0:70::1")), odd(tcp("2001:db8:0:7f::1")));
  assert.notEqual(odd(tcp("2001:db8:0:70::1")), odd(tcp("2001:db8:0:80::1")));
  for (const ipv6PrefixBits of [0, 129, 1.5, Number.NaN])
    assert.throws(() => peerKeyFor({ ipv6PrefixBits }), RangeError);
});

test("other addresses are peers by their name; or tell them apart yourself", () => {
  const peerOf = peerKeyFor();
  assert.equal(peerOf(new UNIXAddress("")), peerOf(new UNIXAddress("")));
  assert.notEqual(peerOf(new UNIXAddress("/a")), peerOf(new UNIXAddress("/b")));
  assert.equal(peerOf(new PipeAddress("stdin")), "stdin");
  assert.equal(peerKeyFor({ peerOf: () => null })(tcp("10.0.0.1")), null);
});
