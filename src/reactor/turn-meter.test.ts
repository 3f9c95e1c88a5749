import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../time/index.ts";
import { Turn } from "./turn.ts";
import { TurnMeter } from "./turn-meter.ts";

test("turns are counted, added up and told apart by how long they took", () => {
  const clock = new Clock();
  const turn = new Turn((run) => run());
  turn.meter = new TurnMeter(() => clock.seconds());
  for (const seconds of [0.005, 0.05, 0.5, 5]) turn.run(() => clock.advance(seconds));
  clock.advance(10);
  const { busySeconds, ...others } = turn.meter.description;
  assert.ok(Math.abs(busySeconds - 5.555) < 1e-9);
  assert.deepEqual(others, {
    count: 4,
    longestSeconds: 5,
    over10ms: 3,
    over100ms: 2,
    over1s: 1,
    measuredSeconds: clock.seconds(),
  });
});

test("a turn inside of a turn is a part of it, and what is flushed at its end as well", () => {
  const clock = new Clock();
  const turn = new Turn((run) => run());
  turn.meter = new TurnMeter(() => clock.seconds());
  turn.run(() => {
    turn.run(() => clock.advance(1));
    turn.mark({ flush: () => clock.advance(2) });
  });
  const { count, busySeconds } = turn.meter.description;
  assert.deepEqual([count, busySeconds], [1, 3]);
});

test("the turn in which measuring begins is not measured, and one in which it ends does no harm", () => {
  const clock = new Clock();
  const turn = new Turn((run) => run());
  const meter = new TurnMeter(() => clock.seconds());
  turn.run(() => {
    turn.meter = meter;
    clock.advance(1);
  });
  assert.equal(meter.description.count, 0);
  turn.run(() => {
    turn.meter = null;
  });
  turn.meter = meter;
  turn.run(() => {});
  assert.equal(meter.description.count, 1);
});
