import assert from "node:assert/strict";
import { test } from "node:test";
import { EX_ERROR, EX_OK, EX_USAGE } from "./exit-status.ts";

test("the numbers are those of sysexits.h", () => {
  assert.deepEqual([EX_OK, EX_ERROR, EX_USAGE], [0, 1, 64]);
});
