import assert from "node:assert/strict";
import { test } from "node:test";
import { WorldEvents } from "./events.ts";

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
  for (const seconds of [-1, Number.NaN]) assert.throws(() => events.advance(seconds), RangeError);
  events.after(1, () => events.advance(1));
  events.after(2, say("after"));
  assert.throws(() => events.advance(1), /inside/);
  events.advance(1);
  assert.deepEqual(log, ["after@2"]);
});
