import assert from "node:assert/strict";
import { test } from "node:test";
import { EVERYWHERE } from "./everywhere.ts";

test("one address of each family, and no loopback", () => {
  assert.deepEqual(
    ["0.0.0.0", "::", "127.0.0.1", "::1"].map((address) => EVERYWHERE.has(address)),
    [true, true, false, false],
  );
});
