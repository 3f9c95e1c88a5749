import assert from "node:assert/strict";
import { test } from "node:test";
import { IPv4Address, IPv6Address, PipeAddress, UNIXAddress } from "../net/index.ts";
import { addressOf, nameOf } from "./stream-address.ts";

test("each kind of address, and how it is called in messages", () => {
  const cases = [
    [{ host: "10.0.0.1", port: 80 }, new IPv4Address("TCP", "10.0.0.1", 80), "10.0.0.1:80"],
    [{ host: "::1", port: 80 }, new IPv6Address("TCP", "::1", 80), "::1:80"],
    [{ path: "/run/it" }, new UNIXAddress("/run/it"), "/run/it"],
    [{ path: "\0abstract" }, new UNIXAddress("\0abstract"), "@abstract"],
    [{ path: "" }, new UNIXAddress(""), "unnamed"],
    [{ pipe: "stdio" }, new PipeAddress("stdio"), "stdio"],
  ] as const;
  for (const [address, expected, name] of cases) {
    assert.deepEqual(addressOf(address), expected);
    assert.equal(nameOf(address), name);
  }
});
