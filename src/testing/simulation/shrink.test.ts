import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { minimise } from "./shrink.ts";

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test("what it takes is left, in order, whatever it is", async () => {
  const needed = fc.uniqueArray(fc.nat(19), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(needed, async (takes) => {
      const small = await minimise(
        upTo(20),
        async (items) => takes.every((item) => items.includes(item)),
        1000,
      );
      assert.deepEqual(
        small,
        [...takes].sort((a, b) => a - b),
      );
    }),
  );
});

test("one of hundreds is found in few tries, and the budget is kept", async () => {
  let tries = 0;
  const fails = async (items: readonly number[]): Promise<boolean> => {
    tries += 1;
    return items.includes(317);
  };
  assert.deepEqual(await minimise(upTo(500), fails, 1000), [317]);
  assert(tries < 60, `${tries} tries`);
  tries = 0;
  assert((await minimise(upTo(500), fails, 10)).includes(317));
  assert(tries <= 10, `${tries} tries`);
});

test("nothing is tried where there is nothing to leave out", async () => {
  assert.deepEqual(await minimise([], async () => assert.fail(), 5), []);
});
