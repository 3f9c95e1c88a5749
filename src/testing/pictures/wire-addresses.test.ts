import assert from "node:assert/strict";
import { test } from "node:test";
import { toHex } from "../../bytes/index.ts";
import { WireAddresses } from "./wire-addresses.ts";

const at = (host: string, address: string = host): { host: string; address: string } => ({
  host,
  address,
});

function shown(bytes: Uint8Array): string {
  return bytes.length === 4 ? bytes.join(".") : toHex(bytes);
}

function pairOf(addresses: WireAddresses, from: ReturnType<typeof at>, to: typeof from): string[] {
  const { source, destination } = addresses.pair(from, to);
  return [shown(source), shown(destination)];
}

test("a name gets an address and keeps it, and the address has the name", () => {
  const addresses = new WireAddresses();
  assert.deepEqual(pairOf(addresses, at("ann"), at("bob")), ["10.0.0.1", "10.0.0.2"]);
  assert.deepEqual(pairOf(addresses, at("bob"), at("eve")), ["10.0.0.2", "10.0.0.3"]);
  assert.deepEqual(
    addresses.named.map(({ name, bytes }) => `${name} ${shown(bytes)}`),
    ["ann 10.0.0.1", "bob 10.0.0.2", "eve 10.0.0.3"],
  );
});

test("an address stands for itself, and is given to nobody else", () => {
  const addresses = new WireAddresses(["10.0.0.1", "10.0.0.3"]);
  assert.deepEqual(pairOf(addresses, at("10.0.0.1"), at("bob")), ["10.0.0.1", "10.0.0.2"]);
  assert.deepEqual(pairOf(addresses, at("eve"), at("bob", "255.255.255.255")), [
    ...["10.0.0.4", "255.255.255.255"],
  ]);
  assert.equal(addresses.named.length, 2);
});

test("a host that has an address as well as a name is known by it", () => {
  const addresses = new WireAddresses(["192.0.2.7"]);
  addresses.pair(at("ann", "192.0.2.7"), at("bob", "224.0.0.1"));
  assert.deepEqual(
    addresses.named.map(({ name, bytes }) => `${name} ${shown(bytes)}`),
    ["ann 192.0.2.7"],
  );
});

test("both ends are of one family", () => {
  const addresses = new WireAddresses();
  const [source, destination] = pairOf(addresses, at("ann"), at("bob", "2001:db8::1:2"));
  assert.equal(source, "fd000000000000000000000000000001");
  assert.equal(destination, "20010db8000000000000000000010002");
  assert.deepEqual(pairOf(addresses, at("ann", "192.0.2.1"), at("bob", "::ffff:10.1.2.3")), [
    ...["fd000000000000000000000000000001", "00000000000000000000ffff0a010203"],
  ]);
});

test("the loopback of each host is another", () => {
  const addresses = new WireAddresses();
  const loop = (host: string, address: string): string[] =>
    pairOf(addresses, at(host, address), at(host, address));
  assert.deepEqual(loop("ann", "127.0.0.1"), ["127.0.0.1", "127.0.0.1"]);
  assert.deepEqual(loop("bob", "127.0.0.1"), ["127.0.0.2", "127.0.0.2"]);
  assert.equal(loop("bob", "::1")[0], "fd000000000000000000007f00000002");
});

test("an IPv6 address in any of its spellings", () => {
  const of = (address: string): string =>
    pairOf(new WireAddresses(), at("x", address), at("y", "::"))[0]!;
  assert.equal(of("1:2:3:4:5:6:7:8"), "00010002000300040005000600070008");
  assert.equal(of("1::"), "00010000000000000000000000000000");
  assert.equal(of("fe80::1%eth0"), "fe800000000000000000000000000001");
  assert.equal(of("1:2:3:4:5:6:10.0.0.255"), "0001000200030004000500060a0000ff");
});
