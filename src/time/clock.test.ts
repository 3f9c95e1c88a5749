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

test("T7: of calls due at the same time, one that was moved there comes behind those set before it was", () => {
  const clock = new Clock();
  const seen: string[] = [];
  const early = clock.callLater(1, () => seen.push("moved later"));
  const late = clock.callLater(9, () => seen.push("moved earlier"));
  clock.callLater(5, () => seen.push("set first"));
  late.reset(5);
  early.delay(4);
  clock.callLater(5, () => seen.push("set last"));
  clock.advance(5);
  assert.deepEqual(seen, ["set first", "moved earlier", "moved later", "set last"]);
});

test("T7: a call that is moved or cancelled by another of the same advance obeys at once", () => {
  const clock = new Clock();
  const seen: string[] = [];
  const name = (text: string) => (): void => void seen.push(text);
  clock.callLater(1, () => {
    moved.reset(10);
    cancelled.cancel();
    sooner.delay(-2.5);
  });
  const moved = clock.callLater(2, name("moved"));
  const cancelled = clock.callLater(2, name("cancelled"));
  clock.callLater(3, name("third"));
  const sooner = clock.callLater(4, name("sooner"));
  clock.advance(5);
  assert.deepEqual(seen, ["sooner", "third"]);
  clock.advance(10);
  assert.deepEqual(seen, ["sooner", "third", "moved"]);
});

test("T7: a call that advances the clock makes what is due by then, and the outer advance goes on", () => {
  const clock = new Clock();
  const seen: string[] = [];
  clock.callLater(1, () => {
    seen.push("outer begins");
    clock.advance(10);
    seen.push("outer ends");
  });
  clock.callLater(2, () => seen.push("within both"));
  clock.callLater(9, () => seen.push("within the inner one"));
  clock.advance(3);
  assert.deepEqual(seen, ["outer begins", "within both", "within the inner one", "outer ends"]);
  assert.equal(clock.seconds(), 13);
});

test("1,000,000 pending calls are set, moved, cancelled and made, in order", () => {
  const clock = new Clock();
  const count = 1_000_000;
  let last = 0;
  let made = 0;
  const call = (): void => {
    made += 1;
  };
  const calls = Array.from({ length: count }, (_, i) =>
    clock.callLater(1 + ((i * 7919) % 997), call),
  );
  for (let i = 0; i < count; i += 2) calls[i]?.reset(2000 + (i % 10));
  for (let i = 0; i < count; i += 4) calls[i]?.cancel();
  assert.equal(clock.getDelayedCalls().length, count * 0.75);
  clock.callLater(1500, () => {
    last = made;
  });
  clock.advance(3000);
  assert.deepEqual([last, made], [count / 2, count * 0.75]);
  assert.deepEqual(clock.getDelayedCalls(), []);
});
