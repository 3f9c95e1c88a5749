import assert from "node:assert/strict";
import { test } from "node:test";
import { IPushProducer } from "../net/index.ts";
import { WriteGate } from "./write-gate.ts";

test("while there is room a write ends at once; else when there is again, once", () => {
  const gate = new WriteGate();
  const ends: (Error | null | undefined)[] = [];
  gate.whenOpen((error) => ends.push(error));
  assert.equal(ends.length, 1);
  gate.pauseProducing();
  gate.whenOpen((error) => ends.push(error));
  assert.equal(ends.length, 1);
  gate.resumeProducing();
  gate.resumeProducing();
  assert.deepEqual(ends, [undefined, undefined]);
});

test("who waits when nothing will be sent any more is told why, once", () => {
  const gate = new WriteGate();
  const ends: (Error | null | undefined)[] = [];
  const why = new Error("closed");
  gate.pauseProducing();
  gate.whenOpen((error) => ends.push(error));
  gate.stopProducing();
  assert.deepEqual(ends, []);
  gate.fail(why);
  gate.fail(why);
  gate.resumeProducing();
  assert.deepEqual(ends, [why]);
});

test("it is a push producer", () => assert.ok(IPushProducer.providedBy(new WriteGate())));

test("several can wait, and any of them no longer", () => {
  const gate = new WriteGate();
  const ends: string[] = [];
  gate.pauseProducing();
  gate.whenOpen(() => ends.push("a"));
  const giveUp = gate.whenOpen(() => ends.push("b"));
  gate.whenOpen(() => {
    ends.push("c");
    gate.pauseProducing();
    gate.whenOpen(() => ends.push("d"));
  });
  giveUp();
  gate.resumeProducing();
  assert.deepEqual(ends, ["a", "c"]);
  gate.resumeProducing();
  assert.deepEqual(ends, ["a", "c", "d"]);
});
