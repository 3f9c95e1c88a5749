import assert from "node:assert/strict";
import { test } from "node:test";
import { WorldEvents } from "./events.ts";
import { HostClock } from "./host-clock.ts";

function clockOn(world: WorldEvents): HostClock {
  return new HostClock(
    {
      now: () => world.now(),
      epoch: 1000,
      schedule: (event, seconds) => world.add(event, world.now() + seconds),
      unschedule: (event) => world.remove(event),
    },
    1,
  );
}

test("untouched, it is the network's, to the last bit", () => {
  const world = new WorldEvents();
  const clock = clockOn(world);
  world.advance(0.1);
  world.advance(0.2);
  assert.deepEqual([clock.now(), clock.wallClock()], [world.now(), 1000 + world.now()]);
});

test("a fast clock rings early, a slow one late, and one that is changed meanwhile in between", () => {
  const world = new WorldEvents();
  const rung: [string, number][] = [];
  for (const [name, rate] of [
    ["fast", 2],
    ["slow", 0.5],
  ] as const) {
    const clock = clockOn(world);
    clock.setRate(rate);
    clock.after(10, () => rung.push([name, world.now()]));
  }
  const changed = clockOn(world);
  changed.after(10, () => rung.push(["changed", world.now()]));
  world.advance(5);
  changed.setRate(5);
  world.advance(100);
  assert.deepEqual(rung, [
    ["fast", 5],
    ["changed", 6],
    ["slow", 20],
  ]);
});

test("at any rate an alarm that rings is due: nobody sets it again for nothing", () => {
  const world = new WorldEvents();
  const clock = clockOn(world);
  for (let i = 0; i < 1000; i++) {
    clock.setRate(1 + ((i % 7) - 3) / 10 + 0.01);
    const due = clock.now() + 0.1 * i;
    let at = -1;
    clock.after(0.1 * i, () => {
      at = clock.now();
    });
    world.advance(0.1 * i * 3 + 1);
    assert.ok(at >= due, `${i}: ${at} < ${due}`);
  }
});

test("the date jumps both ways; the other clock never goes back, and timers do not mind", () => {
  const world = new WorldEvents();
  const clock = clockOn(world);
  let rung = 0;
  clock.after(10, () => {
    rung = world.now();
  });
  world.advance(5);
  clock.jump(-3600);
  assert.deepEqual([clock.now(), clock.wallClock()], [5, 1005 - 3600]);
  clock.jump(7200);
  assert.equal(clock.wallClock(), 1005 + 3600);
  assert.equal(clock.synchronize(), -3600);
  assert.equal(clock.wallClock(), 1005);
  world.advance(5);
  assert.equal(rung, 10);
});

test("a time service sets a clock that ran fast back, and it keeps time from there", () => {
  const world = new WorldEvents();
  const clock = clockOn(world);
  clock.setRate(1.5);
  world.advance(10);
  assert.deepEqual([clock.now(), clock.wallClock()], [15, 1015]);
  assert.equal(clock.synchronize(), -5);
  world.advance(10);
  assert.deepEqual([clock.now(), clock.wallClock(), clock.rate], [25, 1020, 1]);
});

test("what is taken back does not ring, whatever happens to the rate", () => {
  const world = new WorldEvents();
  const clock = clockOn(world);
  let rung = 0;
  const cancel = clock.after(1, () => {
    rung += 1;
  });
  cancel();
  clock.setRate(3);
  world.advance(10);
  assert.equal(rung, 0);
});

test("no clock stands still, runs backwards or jumps to nowhere", () => {
  const clock = clockOn(new WorldEvents());
  for (const rate of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => clock.setRate(rate), RangeError);
  assert.throws(() => clock.jump(Number.NaN), RangeError);
});

test("what its owner has set is forgotten with it, and nothing waits for it", () => {
  const world = new WorldEvents();
  const clock = clockOn(world);
  const rung: string[] = [];
  const [one, other] = [{}, {}];
  clock.after(1, () => rung.push("one"), one);
  clock.after(2, () => rung.push("other"), other);
  clock.after(9, () => rung.push("one"), one);
  clock.forget(one);
  world.advance(3);
  assert.deepEqual([rung, world.nextAt()], [["other"], Number.POSITIVE_INFINITY]);
});
