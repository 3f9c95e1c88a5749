import assert from "node:assert/strict";
import { test } from "node:test";
import { allowAll, allowPublic, type SOCKSDestination } from "./server-options.ts";

const to = (host: string): SOCKSDestination => ({
  command: "connect",
  host,
  port: 80,
  name: null,
  version: 5,
  username: null,
});

test("the rule where none is given: addresses of everybody, and names, which are asked for again", () => {
  for (const host of ["8.8.8.8", "2606:4700::1111", "example.org", "localhost"])
    assert.ok(allowPublic(to(host)), host);
  for (const host of ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"])
    assert.ok(!allowPublic(to(host)), host);
});

test("the rule for those who may everything", () => {
  assert.ok(allowAll());
});
