import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { append, isInterruptible, prepend, RESUME, type Step, TELL } from "./step.ts";

test("the marks differ from each other and from what a pair may begin with", () => {
  const marks = [RESUME, TELL];
  assert.equal(new Set(marks).size, marks.length);
  assert.ok(marks.every((mark) => typeof mark === "number" && Boolean(mark)));
});

test("the ring does what an array does, at both ends", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("append", "prepend")), (acts) => {
      let last: Step | null = null;
      const model: number[] = [];
      for (const [i, act] of acts.entries()) {
        last = act === "append" ? append(last, null, i) : prepend(last, null, i);
        if (act === "append") model.push(i);
        else model.unshift(i);
      }
      const seen: unknown[] = [];
      for (let step = last?.next, n = 0; step !== undefined && n < model.length; n++) {
        seen.push(step.errback);
        step = step.next;
      }
      assert.deepEqual(seen, model);
      assert.equal(last?.errback, model.at(-1));
    }),
  );
});

test("a canceller and a listener are not interruptible", () => {
  const listener = { told: () => null, looks: false, left: undefined };
  for (const canceller of [null, () => {}, listener])
    assert.equal(isInterruptible(canceller), false);
  assert.equal(isInterruptible({ interruption: () => listener }), true);
});
