import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Fifo } from "./fifo.ts";

test("takes in the order of pushes, whatever comes between", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3000, max: 3000 }), { maxLength: 30 }), (steps) => {
      const fifo = new Fifo<number>();
      let pushed = 0;
      let taken = 0;
      for (const step of steps) {
        for (let i = 0; i < step; i++) fifo.push(pushed++);
        for (let i = 0; i > step; i--)
          assert.equal(fifo.take(), taken < pushed ? taken++ : undefined);
        assert.equal(fifo.length, pushed - taken);
      }
    }),
  );
});
