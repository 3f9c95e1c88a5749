import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../time/index.ts";
import { type Held, Throttle } from "./throttle.ts";

function member(name: string, log: string[], released: () => void = () => {}): Held {
  return {
    hold: () => log.push(`${name} held`),
    release: () => {
      log.push(`${name} released`);
      released();
    },
  };
}

test("whoever overdraws it has all wait, until nothing is overdrawn", () => {
  const clock = new Clock();
  const log: string[] = [];
  const throttle = new Throttle(clock, 10, 20);
  const [a, b] = [member("a", log), member("b", log)];
  throttle.add(a);
  throttle.add(b);
  throttle.take(a, 20);
  assert.deepEqual(log, []);
  throttle.take(b, 5);
  assert.deepEqual(log, ["a held", "b held"]);
  clock.advance(0.4);
  throttle.take(b, 5);
  clock.advance(0.5);
  assert.equal(log.length, 2, "more was taken meanwhile");
  clock.advance(0.1);
  assert.deepEqual(log.slice(2), ["a released", "b released"]);
  assert.equal(clock.getDelayedCalls().length, 0);
});

test("who has waited longest goes first, and none after the one that overdraws it again", () => {
  const clock = new Clock();
  const log: string[] = [];
  const throttle = new Throttle(clock, 10, 0);
  const members = ["a", "b", "c"].map((name) => {
    const mine: Held = member(name, log, () => throttle.take(mine, 10));
    return mine;
  });
  for (const each of members) throttle.add(each);
  throttle.take(members[0]!, 10);
  clock.pump([1, 1, 1, 1, 1, 1]);
  const released = log.filter((line) => line.endsWith("released")).join(", ");
  assert.equal(released, "b released, c released, a released, b released, c released, a released");
});

test("nobody there, no timer; a debt is not forgotten with who made it", () => {
  const clock = new Clock();
  const log: string[] = [];
  const throttle = new Throttle(clock, 10, 0);
  const a = member("a", log);
  throttle.add(a);
  throttle.take(a, 100);
  throttle.remove(a);
  assert.equal(clock.getDelayedCalls().length, 0);
  const b = member("b", log);
  throttle.add(b);
  const c = member("c", log);
  throttle.add(c);
  assert.deepEqual(log, ["a held", "b held", "c held"]);
  clock.advance(10);
  assert.deepEqual(log.slice(3), ["b released", "c released"]);
});

test("one that leaves while others go on is told nothing", () => {
  const clock = new Clock();
  const log: string[] = [];
  const throttle = new Throttle(clock, 10, 0);
  const b = member("b", log);
  const a = member("a", log, () => throttle.remove(b));
  throttle.add(a);
  throttle.add(b);
  throttle.take(b, 1);
  clock.advance(1);
  assert.deepEqual(log, ["a held", "b held", "a released"]);
});
