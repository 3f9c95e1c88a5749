import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Frontier } from "./frontier.ts";

test("whatever is put in comes out by time, and then by order", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(9), { freq: 3 }), { maxLength: 200 }), (actions) => {
      const frontier = new Frontier<never>();
      const inside: { at: number; order: number }[] = [];
      for (const [order, at] of actions.entries()) {
        inside.sort((a, b) => a.at - b.at || a.order - b.order);
        if (at === null) {
          assert.equal(frontier.pop(), inside.shift());
          continue;
        }
        const entry = { at, order, index: null, timer: null };
        inside.push(entry);
        frontier.push(entry);
      }
    }),
  );
});
