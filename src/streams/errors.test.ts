import assert from "node:assert/strict";
import { test } from "node:test";
import * as errors from "./errors.ts";

test("they have their own names, and what a program wants to know", () => {
  const partial = new Uint8Array(3);
  const exact = new errors.IncompleteReadError(partial, 10);
  const open = new errors.IncompleteReadError(partial);
  const over = new errors.LimitOverrunError(64);
  assert.deepEqual(
    [exact.message, exact.partial, exact.expected],
    ["the connection ended after 3 of 10 bytes", partial, 10],
  );
  assert.deepEqual(
    [open.message, open.expected],
    ["the connection ended after 3 bytes of a message", null],
  );
  assert.deepEqual([over.message, over.limit], ["no delimiter within 64 bytes", 64]);
  const all = [exact, over, new errors.AlreadyReadingError("x")];
  assert.deepEqual(all.map(({ name }) => name).sort(), Object.keys(errors).sort());
});
