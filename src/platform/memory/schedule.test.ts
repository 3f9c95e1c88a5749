import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStreams } from "./random.ts";
import { type ScheduleOptions, scheduleOf } from "./schedule.ts";

const LANES = [{ lane: 1 }, { lane: 2 }, { lane: 3 }];

function choices(options: ScheduleOptions, seed: number, count: number): string {
  const random = new RandomStreams(seed);
  const schedule = scheduleOf(options, () => random.draw("schedule"))!;
  return Array.from({ length: count }, () => schedule.choose(LANES)).join("");
}

test("fifo needs no choice", () => {
  assert.equal(
    scheduleOf({}, () => 0),
    null,
  );
});

test("random: each is chosen about as often, and the seed decides", () => {
  const drawn = choices({ order: "random" }, 1, 3000);
  for (const lane of ["0", "1", "2"]) {
    const share = drawn.split(lane).length - 1;
    assert(share > 900 && share < 1100, `${lane}: ${share}`);
  }
  assert.equal(drawn, choices({ order: "random" }, 1, 3000));
  assert.notEqual(drawn, choices({ order: "random" }, 2, 3000));
});

test("priority: one stays first for a while, then is last for good until others have fallen too", () => {
  const runs = choices({ order: "priority" }, 4, 1000).match(/(.)\1*/g)!;
  assert(runs.length > 5 && runs.length < 60, `${runs.length}`);
  const firsts = new Set(
    Array.from({ length: 50 }, (_, seed) => choices({ order: "priority" }, seed, 1)),
  );
  assert.equal(firsts.size, 3);
});

test("what makes no sense is said at once", () => {
  assert.throws(() => scheduleOf({ order: "lifo" as "fifo" }, () => 0), RangeError);
  assert.throws(() => scheduleOf({ slack: -1 }, () => 0), RangeError);
});
