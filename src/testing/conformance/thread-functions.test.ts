import assert from "node:assert/strict";
import { test } from "node:test";
import * as functions from "./thread-functions.ts";

test("they are what they are called, in this thread too, and the module is where it says", async () => {
  assert.equal((await import(functions.threadFunctions)).add, functions.add);
  assert.equal(functions.add(1, 2), 3);
  assert.equal(await functions.later(7), 7);
  assert.equal(functions.count() + 1, functions.count());
  assert.equal(functions.isElsewhere(), false);
  assert.throws(() => functions.fail("why"), functions.OnPurpose);
  assert.equal(functions.keep(false).length, functions.lengthKept());
  assert.deepEqual(functions.notData(), { list: [functions.add] });
  assert.ok(functions.meet(new Int32Array(new SharedArrayBuffer(4)), 1));
});
