import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalHost } from "./canonical-host.ts";

test("one text for one address", () => {
  for (const [host, canonical] of [
    ["10.0.0.1", "10.0.0.1"],
    ["::ffff:10.0.0.1", "10.0.0.1"],
    ["::FFFF:a00:1", "10.0.0.1"],
    ["2001:DB8:0::1", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    ["example.org", "example.org"],
  ] as const)
    assert.equal(canonicalHost(host), canonical);
});
