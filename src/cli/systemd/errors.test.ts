import assert from "node:assert/strict";
import { test } from "node:test";
import { NotificationError, UnitError } from "./errors.ts";

test("errors carry their names and causes", () => {
  const cause = new Error("inner");
  const error = new NotificationError("outer", { cause });
  assert.deepEqual([error.name, error.cause], ["NotificationError", cause]);
  assert.equal(new UnitError("x").name, "UnitError");
});
