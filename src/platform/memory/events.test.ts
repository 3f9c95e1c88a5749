import assert from "node:assert/strict";
import { test } from "node:test";
import { NoTimePassesError, WorldEvents } from "./events.ts";
import { RandomStreams } from "./random.ts";
import { scheduleOf } from "./schedule.ts";

/** A world, and what has happened in it, with the time. */
function world(): { events: WorldEvents; log: string[]; say: (what: string) => () => void } {
  const events = new WorldEvents();
  const log: string[] = [];
  return { events, log, say: (what) => () => void log.push(`${what}@${events.now()}`) };
}

test("everything due happens in order, each thing at its own time, in the order set if at one time", () => {
  const { events, log, say } = world();
  events.after(2, say("second"));
  events.after(1, say("first"));
  events.after(2, say("third"));
  events.after(3.5, say("late"));
  events.advance(3);
  assert.deepEqual(log, ["first@1", "second@2", "third@2"]);
  assert.equal(events.now(), 3);
  assert.equal(events.nextAt(), 3.5);
});

test("what an event sets happens within the same advance, if due", () => {
  const { events, log, say } = world();
  events.after(1, () => events.after(1, say("later")));
  events.advance(2);
  assert.deepEqual(log, ["later@2"]);
});

test("soon runs after what runs now and before the next event; nothing runs before advance", () => {
  const { events, log, say } = world();
  events.soon(say("before"));
  events.after(1, () => {
    events.soon(() => {
      say("soon")();
      events.soon(say("sooner or later"));
    });
    say("event")();
  });
  events.after(1, say("next event"));
  assert.deepEqual(log, []);
  assert.equal(events.nextAt(), 0);
  events.advance(0);
  assert.deepEqual(log.splice(0), ["before@0"]);
  events.advance(1);
  assert.deepEqual(log, ["event@1", "soon@1", "sooner or later@1", "next event@1"]);
});

test("what is taken back does not happen, and then nothing ever will", () => {
  const { events, log, say } = world();
  const takeBack = events.after(1, say("never"));
  takeBack();
  takeBack();
  assert.equal(events.nextAt(), Number.POSITIVE_INFINITY);
  events.advance(10);
  assert.deepEqual(log, []);
});

test("an error comes out of advance, and nothing that was to happen after it is lost", () => {
  const { events, log, say } = world();
  events.after(1, () => {
    events.soon(() => {
      throw new Error("on purpose");
    });
    events.soon(say("soon"));
  });
  events.after(2, say("after"));
  assert.throws(() => events.advance(5), /on purpose/);
  assert.deepEqual(log, []);
  events.advance(5);
  assert.deepEqual(log, ["soon@1", "after@2"]);
  assert.equal(events.now(), 6);
});

test("time does not go back, nor nest", () => {
  const { events, log, say } = world();
  for (const seconds of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => events.advance(seconds), RangeError);
  events.after(1, () => events.advance(1));
  events.after(2, say("after"));
  assert.throws(() => events.advance(1), /inside/);
  events.advance(1);
  assert.deepEqual(log, ["after@2"]);
});

/** Which of three things that are due at once, each on a lane of its own, and a fourth behind the first, come when. */
function orders(order: "random" | "priority", slack = 0): Set<string> {
  const seen = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    const random = new RandomStreams(seed);
    const events = new WorldEvents(scheduleOf({ order, slack }, () => random.draw("schedule")));
    const log: string[] = [];
    for (const [lane, name, at] of [
      [1, "a", 1],
      [2, "b", 1],
      [1, "c", 1.25],
      [3, "d", 1.5],
    ] as const)
      events.at(at, () => void log.push(name), lane);
    events.advance(2);
    seen.add(log.join(""));
  }
  return seen;
}

for (const order of ["random", "priority"] as const) {
  test(`${order}: what is due at the same time happens in any order`, () => {
    assert.deepEqual([...orders(order)].sort(), ["abcd", "bacd"]);
  });

  test(`${order}: slack makes more of it the same time, and each lane keeps its order`, () => {
    const seen = orders(order, 1);
    assert(seen.size >= 8, [...seen].join());
    for (const log of seen) assert(log.indexOf("a") < log.indexOf("c"), log);
  });
}

test("what was passed over can be taken back, and time does not go back for it", () => {
  const events = new WorldEvents({ slack: 1, choose: ({ length }) => length - 1 });
  const log: string[] = [];
  const say = (what: string) => () => void log.push(`${what}@${events.now()}`);
  const takeBack = events.at(1, say("never"), 1);
  events.at(1.5, say("first"), 2);
  events.at(1.25, say("second"), 3);
  assert.equal(events.step(10), true);
  takeBack();
  assert.equal(events.nextAt(), 1.5);
  events.advance(5);
  assert.deepEqual(log, ["first@1.5", "second@1.5"]);
  assert.equal(events.nextAt(), Number.POSITIVE_INFINITY);
});

test("step: one thing and what comes soon after it, or the time it was given", () => {
  const { events, log, say } = world();
  events.soon(say("start"));
  events.after(1, () => events.soon(say("soon")));
  events.after(2, say("second"));
  assert.equal(events.step(5), true);
  assert.deepEqual(log, ["start@0"]);
  assert.equal(events.step(5), true);
  assert.deepEqual(log, ["start@0", "soon@1"]);
  assert.equal(events.step(1.5), false);
  assert.equal(events.now(), 1.5);
  assert.equal(events.step(5), true);
  assert.equal(events.now(), 2);
  assert.throws(() => events.step(1), RangeError);
});

test("what would happen for ever with no time passing is an error, of advance and of step", () => {
  const again: Readonly<Record<string, (events: WorldEvents) => void>> = {
    events: (events) => events.after(0, () => again.events!(events)),
    soon: (events) => events.soon(() => again.soon!(events)),
  };
  for (const begin of Object.values(again)) {
    const events = new WorldEvents(null, 100);
    begin(events);
    assert.throws(() => events.advance(1), NoTimePassesError);
    assert.throws(() => {
      for (let i = 0; i < 200; i++) events.step(1);
    }, /^NoTimePassesError: 100 things have happened at 0 s, and no time passes/);
  }
  assert.throws(() => new WorldEvents(null, 0), RangeError);
});

test("as much as that may happen in each moment", () => {
  const events = new WorldEvents(null, 100);
  for (let i = 0; i < 300; i++) events.after(Math.floor(i / 100), () => {});
  events.advance(5);
  assert.equal(events.happened, 300);
});
