import assert from "node:assert/strict";
import { test } from "node:test";
import { CancelledError, Deferred } from "../deferred/index.ts";
import { Clock } from "../time/index.ts";
import { Cooperator } from "./cooperator.ts";
import { SchedulerStopped, TaskStopped } from "./errors.ts";

const TURN = 0.001;

function* steps(seen: string[], name: string, n: number): Generator<undefined> {
  for (let i = 0; i < n; i++) {
    seen.push(`${name}${i}`);
    yield;
  }
}

/** Two steps a slice. */
function twoSteps(): () => boolean {
  let n = 0;
  return () => ++n === 2;
}

test("T8: a slice is 10 ms of the clock, and the next comes a hair later", () => {
  const clock = new Clock();
  let steps = 0;
  function* work(): Generator<undefined> {
    for (; ; steps++) {
      if (steps === 4 || steps === 9) clock.advance(0.01);
      yield;
    }
  }
  new Cooperator({ clock }).cooperate(work());
  assert.deepEqual([steps, clock.getDelayedCalls()[0]?.getTime()], [0, 0.00000001]);
  clock.advance(TURN);
  assert.equal(steps, 4);
  clock.advance(TURN);
  assert.equal(steps, 9);
});

test("T8: endless work ends its slice also where no time passes", () => {
  const clock = new Clock();
  let steps = 0;
  function* forever(): Generator<undefined> {
    for (; ; steps++) yield;
  }
  new Cooperator({ clock }).cooperate(forever());
  clock.advance(TURN);
  assert.ok(steps > 0);
  assert.equal(clock.getDelayedCalls().length, 1);
});

test("T8: tasks take turns, and a new slice goes on where the last one left off", () => {
  const clock = new Clock();
  const seen: string[] = [];
  const cooperator = new Cooperator({ clock, terminationPredicateFactory: twoSteps });
  for (const name of ["a", "b", "c"]) cooperator.cooperate(steps(seen, name, 2));
  clock.advance(TURN);
  assert.deepEqual(seen, ["a0", "b0"]);
  clock.pump([TURN, TURN]);
  assert.deepEqual(seen, ["a0", "b0", "c0", "a1", "b1", "c1"]);
  clock.pump([TURN, TURN]);
  assert.deepEqual(clock.getDelayedCalls(), []);
});

test("T8: a task that ends in the middle of a round takes no one's turn away", () => {
  const clock = new Clock();
  const seen: string[] = [];
  const cooperator = new Cooperator({ clock });
  for (const [i, name] of ["a", "b", "c"].entries()) cooperator.cooperate(steps(seen, name, i + 1));
  clock.advance(TURN);
  assert.deepEqual(seen, ["a0", "b0", "c0", "b1", "c1", "c2"]);
});

test("T8: stop fails every task with SchedulerStopped, those that wait too, and later ones at once", () => {
  const clock = new Clock();
  const cooperator = new Cooperator({ clock });
  const names: string[] = [];
  const note = (d: Deferred<unknown>): void =>
    void d.addErrback((failure) => names.push(failure.value.name));
  function* waits(): Generator<Deferred<void>> {
    yield new Deferred<void>();
  }
  note(cooperator.cooperate(waits()).whenDone());
  clock.advance(TURN);
  note(cooperator.coiterate(steps([], "a", 9)));
  cooperator.stop();
  assert.deepEqual([names.length, cooperator.running, clock.getDelayedCalls()], [2, false, []]);
  note(cooperator.coiterate(steps([], "b", 9)));
  assert.deepEqual(new Set(names), new Set([SchedulerStopped.name]));
  assert.equal(names.length, 3);
});

test("T8: a callback of one task may stop the cooperator or another task", () => {
  const clock = new Clock();
  const cooperator = new Cooperator({ clock });
  const names: string[] = [];
  const first = cooperator.cooperate(steps([], "a", 1));
  const second = cooperator.cooperate(steps([], "b", 9));
  const third = cooperator.cooperate(steps([], "c", 9));
  first.whenDone().addCallback(() => second.stop());
  second.whenDone().addErrback((failure) => {
    names.push(failure.value.name);
    cooperator.stop();
  });
  third.whenDone().addErrback((failure) => names.push(failure.value.name));
  clock.advance(TURN);
  assert.deepEqual(names, [TaskStopped.name, SchedulerStopped.name]);
});

test("T8: with started: false nothing runs before start", () => {
  const clock = new Clock();
  const seen: string[] = [];
  const cooperator = new Cooperator({ clock, started: false });
  cooperator.cooperate(steps(seen, "a", 1));
  assert.deepEqual([cooperator.running, clock.getDelayedCalls()], [false, []]);
  cooperator.start();
  clock.advance(TURN);
  assert.deepEqual([cooperator.running, seen], [true, ["a0"]]);
});

test("T8: stopped, and started again, it takes new tasks", () => {
  const clock = new Clock();
  const seen: string[] = [];
  const cooperator = new Cooperator({ clock });
  cooperator.stop();
  cooperator.start();
  cooperator.cooperate(steps(seen, "a", 1));
  clock.advance(TURN);
  assert.deepEqual(seen, ["a0"]);
});

test("T8: the scheduler may be one's own, and is not asked while there is nothing to do", () => {
  const scheduled: (() => void)[] = [];
  const cooperator = new Cooperator({
    clock: new Clock(),
    scheduler: (callable) => {
      scheduled.push(callable);
      return { cancel: () => scheduled.splice(scheduled.indexOf(callable), 1) };
    },
  });
  const seen: string[] = [];
  const task = cooperator.cooperate(steps(seen, "a", 1));
  assert.equal(scheduled.length, 1);
  task.pause();
  assert.equal(scheduled.length, 0);
  task.resume();
  scheduled.pop()?.();
  assert.deepEqual([seen, scheduled.length], [["a0"], 0]);
});

test("coiterate fires with the iterator; cancelling it stops the task", () => {
  const clock = new Clock();
  const cooperator = new Cooperator({ clock });
  const iterator = steps([], "a", 1);
  const done = cooperator.coiterate(iterator);
  const names: string[] = [];
  let closed = false;
  function* endless(): Generator<undefined> {
    try {
      for (;;) yield;
    } finally {
      closed = true;
    }
  }
  const cancelled = cooperator.coiterate(endless());
  cancelled.addErrback((failure) => names.push(failure.value.name));
  clock.advance(TURN);
  assert.equal(done.result, iterator);
  cancelled.cancel();
  assert.deepEqual([names, closed], [[CancelledError.name], true]);
  assert.deepEqual(clock.getDelayedCalls(), []);
});

test("a predicate that throws is the clock's affair, and the tasks go on", () => {
  const clock = new Clock();
  const seen: string[] = [];
  let broken = true;
  const cooperator = new Cooperator({
    clock,
    terminationPredicateFactory: () => {
      if (broken) throw new Error("mine");
      return () => false;
    },
  });
  cooperator.cooperate(steps(seen, "a", 1));
  assert.throws(() => clock.advance(TURN), /mine/);
  broken = false;
  clock.advance(TURN);
  assert.deepEqual(seen, ["a0"]);
});
