import assert from "node:assert/strict";
import { test } from "node:test";
import { Timed } from "./times.ts";

class Pair extends Timed {
  constructor() {
    super(2);
  }
  get pair(): readonly [number, number] {
    return [this.times[this.first]!, this.times[this.first + 1]!];
  }
  set pair([a, b]: readonly [number, number]) {
    this.times[this.first] = a;
    this.times[this.first + 1] = b;
  }
}

test("each has places of its own, 0 at first, however many blocks they take", () => {
  const all = Array.from({ length: 2000 }, () => new Pair());
  for (const one of all) assert.deepEqual(one.pair, [0, 0]);
  for (const [i, one] of all.entries()) one.pair = [i + 0.5, -i];
  for (const [i, one] of all.entries()) assert.deepEqual(one.pair, [i + 0.5, -i]);
});
