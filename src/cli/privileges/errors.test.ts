import assert from "node:assert/strict";
import { test } from "node:test";
import { PrivilegesError } from "./errors.ts";

test("errors carry their names and causes", () => {
  const cause = new Error("inner");
  const error = new PrivilegesError("outer", { cause });
  assert.deepEqual([error.name, error.cause], ["PrivilegesError", cause]);
});
