import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Fifo, type Place } from "./fifo.ts";

test("it does what an array does, at the front and out of turn", () => {
  const act = fc.oneof(
    fc.record({ does: fc.constant("push" as const), value: fc.nat() }),
    fc.record({ does: fc.constant("shift" as const), value: fc.constant(0) }),
    fc.record({ does: fc.constant("remove" as const), value: fc.nat() }),
  );
  fc.assert(
    fc.property(fc.array(act), (acts) => {
      const fifo = new Fifo<number>();
      const model: Place<number>[] = [];
      const gone: Place<number>[] = [];
      for (const { does, value } of acts) {
        if (does === "push") model.push(fifo.push(value));
        else if (does === "shift") assert.equal(fifo.shift(), model.shift()?.value);
        else {
          const [place] = model.splice(value % (model.length + 1), 1);
          const out = place ?? gone[0];
          if (out === undefined) continue;
          fifo.remove(out);
          gone.push(out);
        }
        assert.equal(fifo.size, model.length);
      }
      for (const place of model) assert.equal(fifo.shift(), place.value);
      assert.equal(fifo.shift(), undefined);
    }),
  );
});
