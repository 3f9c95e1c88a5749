import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { Clock } from "./clock.ts";
import { IReactorTime } from "./interfaces.ts";

test("T7: advance adds the whole amount first, then makes the calls in order", () => {
  const clock = new Clock();
  const seen: [string, number][] = [];
  const note = (name: string): number => seen.push([name, clock.seconds()]);
  clock.callLater(2, note, "two");
  clock.callLater(1, () => {
    note("one");
    clock.callLater(0, note, "nested");
  });
  clock.callLater(6, note, "later");
  clock.advance(5);
  assert.deepEqual(seen, [
    ["one", 5],
    ["two", 5],
    ["nested", 5],
  ]);
  assert.equal(clock.getDelayedCalls().length, 1);
});

test("R1: callLater(0) never calls before it returns", () => {
  const clock = new Clock();
  let called = false;
  clock.callLater(0, () => {
    called = true;
  });
  assert.equal(called, false);
  clock.advance(0);
  assert.equal(called, true);
});

test("R2: calls due at the same time are made in the order they were set", () => {
  const clock = new Clock();
  const seen: number[] = [];
  for (let i = 0; i < 1000; i++) clock.callLater(1, () => seen.push(i));
  clock.advance(1);
  assert.deepEqual(
    seen,
    seen.map((_, i) => i),
  );
});

test("pump advances in steps; what a call throws comes out of advance, the rest stays pending", () => {
  const clock = new Clock();
  const seen: number[] = [];
  clock.callLater(1, () => seen.push(clock.seconds()));
  clock.callLater(2, () => {
    throw new Error("mine");
  });
  clock.callLater(2, () => seen.push(clock.seconds()));
  assert.throws(() => clock.pump([1, 1]), /mine/);
  clock.advance(0);
  assert.deepEqual(seen, [1, 2]);
});

test("time does not go back, and the clock provides IReactorTime", () => {
  assert.throws(() => new Clock().advance(-1), RangeError);
  verifyObject(IReactorTime, new Clock());
});
