import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyClass, verifyObject } from "../components/index.ts";
import { hostAddress, IAddress, IHostAddress, IPv4Address, IPv6Address } from "./address.ts";

const TCP = new IPv4Address("TCP", "10.0.0.1", 80);

test("addresses provide IHostAddress, and so IAddress", () => {
  for (const AddressClass of [IPv4Address, IPv6Address]) {
    verifyClass(IHostAddress, AddressClass);
    assert.ok(IAddress.implementedBy(AddressClass));
  }
  verifyObject(IHostAddress, TCP);
});

test("equal is the same class, type, host and port", () => {
  assert.ok(TCP.equals(new IPv4Address("TCP", "10.0.0.1", 80)));
  for (const other of [
    new IPv4Address("UDP", "10.0.0.1", 80),
    new IPv4Address("TCP", "10.0.0.2", 80),
    new IPv4Address("TCP", "10.0.0.1", 81),
    new IPv6Address("TCP", "10.0.0.1", 80),
    { type: "TCP", host: "10.0.0.1", port: 80 },
    "10.0.0.1:80",
    null,
    undefined,
  ])
    assert.equal(TCP.equals(other), false, String(other));
});

test("as strings they are what people write, IPv6 in brackets", () => {
  assert.equal(`${TCP}`, "10.0.0.1:80");
  assert.equal(`${new IPv6Address("UDP", "::1", 53)}`, "[::1]:53");
});

test("hostAddress tells the family by the notation; a name is taken for IPv4", () => {
  assert.ok(hostAddress("TCP", "fe80::1", 1) instanceof IPv6Address);
  assert.ok(hostAddress("TCP", "127.0.0.1", 1) instanceof IPv4Address);
  const named = hostAddress("UDP", "db", 5432);
  assert.ok(named instanceof IPv4Address);
  assert.deepEqual([named.type, named.host, named.port], ["UDP", "db", 5432]);
});
