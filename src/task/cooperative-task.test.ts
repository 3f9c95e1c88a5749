import assert from "node:assert/strict";
import { mock, test } from "node:test";
import {
  Deferred,
  fail,
  flushUnhandledFailures,
  succeed,
  unhandledFailures,
} from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import { Clock } from "../time/index.ts";
import { CooperativeTask } from "./cooperative-task.ts";
import { Cooperator } from "./cooperator.ts";
import { NotPaused, TaskDone, TaskFailed, TaskStopped } from "./errors.ts";

const TURN = 0.001;
const oneStep = (): (() => boolean) => () => true;

function setUp(): { clock: Clock; cooperator: Cooperator } {
  const clock = new Clock();
  return { clock, cooperator: new Cooperator({ clock, terminationPredicateFactory: oneStep }) };
}

function broken(error: Error): Iterator<unknown> {
  return {
    next: () => {
      throw error;
    },
  };
}

test("T8: exhaustion fires whenDone with the iterator, early and late", () => {
  const { clock, cooperator } = setUp();
  const iterator = [1, 2].values();
  const task = cooperator.cooperate(iterator);
  assert.ok(task instanceof CooperativeTask);
  const early = task.whenDone();
  clock.pump([TURN, TURN]);
  assert.equal(early.called, false);
  clock.advance(TURN);
  assert.equal(early.result, iterator);
  assert.equal(task.whenDone().result, iterator);
});

test("T8: an error in the iterator fails whenDone with that error", () => {
  const { clock, cooperator } = setUp();
  const error = new Error("mine");
  const task = cooperator.cooperate(broken(error));
  const seen: unknown[] = [];
  task.whenDone().addErrback((failure) => seen.push(failure.value));
  task.whenDone().addErrback((failure) => seen.push(failure.value));
  clock.advance(TURN);
  task.whenDone().addErrback((failure) => seen.push(failure.value));
  assert.deepEqual(seen, [error, error, error]);
  assert.deepEqual(unhandledFailures(), []);
});

test("T8: an error that nobody asked for is not lost, and whoever asks later gets it", () => {
  flushUnhandledFailures();
  const { clock, cooperator } = setUp();
  const task = cooperator.cooperate(broken(new Error("unasked")));
  clock.advance(TURN);
  assert.deepEqual(
    unhandledFailures().map((failure) => failure.value.message),
    ["unasked"],
  );
  let message = "";
  task.whenDone().addErrback((failure) => {
    message = failure.value.message;
  });
  assert.equal(message, "unasked");
  assert.deepEqual(unhandledFailures(), []);
});

test("T8: a task that yields a Deferred or a promise has no turn until it has fired", async () => {
  const { clock, cooperator } = setUp();
  const gate = new Deferred<number>();
  const seen: string[] = [];
  const task = cooperator.cooperate(
    (function* (): Generator<PromiseLike<unknown>> {
      seen.push("before");
      yield gate;
      seen.push("gate");
      yield Promise.resolve();
      seen.push("promise");
      yield succeed(1);
      seen.push("fired");
    })(),
  );
  clock.pump([TURN, TURN]);
  assert.deepEqual([seen, clock.getDelayedCalls()], [["before"], []]);
  gate.callback(1);
  clock.pump([TURN, TURN]);
  assert.deepEqual(seen, ["before", "gate"]);
  await new Promise(setImmediate);
  clock.pump([TURN, TURN]);
  assert.deepEqual(seen, ["before", "gate", "promise", "fired"]);
  assert.throws(() => task.pause(), TaskDone);
});

test("T8: a yielded Deferred that fails ends the task and closes the iterator", () => {
  const { clock, cooperator } = setUp();
  let closed = 0;
  const task = cooperator.cooperate(
    (function* (): Generator<PromiseLike<unknown>> {
      try {
        yield fail(new Error("below"));
      } finally {
        closed += 1;
      }
    })(),
  );
  const seen: string[] = [];
  task.whenDone().addErrback((failure) => seen.push(failure.value.message));
  clock.advance(TURN);
  assert.deepEqual([seen, closed], [["below"], 1]);
});

test("T8: stop fails whenDone with TaskStopped, and a generator's finally block runs", () => {
  const { clock, cooperator } = setUp();
  let closed = 0;
  const task = cooperator.cooperate(
    (function* (): Generator<undefined> {
      try {
        for (;;) yield;
      } finally {
        closed += 1;
      }
    })(),
  );
  const seen: unknown[] = [];
  task.whenDone().addErrback((failure) => seen.push(failure.check(TaskStopped)));
  clock.advance(TURN);
  task.stop();
  clock.advance(TURN);
  assert.deepEqual([seen, closed], [[TaskStopped], 1]);
});

test("T8: a task may stop itself in the middle of a step", () => {
  const { clock, cooperator } = setUp();
  let closed = 0;
  const stop = (): void => task.stop();
  const task = cooperator.cooperate(
    (function* (): Generator<undefined> {
      try {
        stop();
        yield;
        assert.fail("went on");
      } finally {
        closed += 1;
      }
    })(),
  );
  const seen: unknown[] = [];
  task.whenDone().addErrback((failure) => seen.push(failure.check(TaskStopped)));
  const logged = mock.method(Logger.prototype, "failure", () => {});
  clock.advance(TURN);
  logged.mock.restore();
  assert.equal(logged.mock.callCount(), 0);
  assert.deepEqual([seen, closed], [[TaskStopped], 1]);
});

test("T8: stopped while it waits, it ends once, and an error that comes after is reported", () => {
  flushUnhandledFailures();
  const { clock, cooperator } = setUp();
  const gate = new Deferred<void>();
  const task = cooperator.cooperate([gate].values());
  let ends = 0;
  task.whenDone().addBoth(() => {
    ends += 1;
  });
  clock.advance(TURN);
  task.stop();
  gate.errback(new Error("too late"));
  assert.equal(ends, 1);
  assert.deepEqual(
    flushUnhandledFailures().map((failure) => failure.value.message),
    ["too late"],
  );
});

test("T9: pauses are counted; resume without a pause is NotPaused", () => {
  const { clock, cooperator } = setUp();
  let steps = 0;
  const task = cooperator.cooperate(
    (function* (): Generator<undefined> {
      for (;;) {
        steps += 1;
        yield;
      }
    })(),
  );
  assert.throws(() => task.resume(), NotPaused);
  task.pause();
  task.pause();
  clock.advance(TURN);
  task.resume();
  clock.advance(TURN);
  assert.equal(steps, 0);
  task.resume();
  clock.advance(TURN);
  assert.equal(steps, 1);
});

test("T9: pausing does not shorten the wait for a Deferred, nor the other way round", () => {
  const { clock, cooperator } = setUp();
  const gate = new Deferred<void>();
  let went = false;
  const task = cooperator.cooperate(
    (function* (): Generator<Deferred<void>> {
      yield gate;
      went = true;
    })(),
  );
  clock.advance(TURN);
  assert.throws(() => task.resume(), NotPaused);
  task.pause();
  task.resume();
  clock.advance(TURN);
  assert.equal(went, false);
  task.pause();
  gate.callback();
  clock.advance(TURN);
  assert.equal(went, false);
  task.resume();
  clock.advance(TURN);
  assert.equal(went, true);
});

test("T9: what is over cannot be paused or stopped: TaskDone, TaskStopped, TaskFailed", () => {
  const { clock, cooperator } = setUp();
  const done = cooperator.cooperate([].values());
  clock.advance(TURN);
  const stopped = cooperator.cooperate([].values());
  stopped.pause();
  stopped.stop();
  stopped.resume();
  const error = new Error("mine");
  const failed = cooperator.cooperate([fail(error)].values());
  failed.whenDone().addErrback(() => undefined);
  clock.advance(TURN);
  for (const [task, Kind] of [
    [done, TaskDone],
    [stopped, TaskStopped],
    [failed, TaskFailed],
  ] as const) {
    assert.throws(() => task.pause(), Kind);
    assert.throws(() => task.stop(), Kind);
  }
  assert.throws(() => failed.stop(), { cause: error });
});

test("what an iterator throws while it is closed is logged, and so is an error after a stop", () => {
  const { clock, cooperator } = setUp();
  const logged = mock.method(Logger.prototype, "failure", () => {});
  const closing = cooperator.cooperate<Iterator<unknown>>({
    next: () => ({ done: false, value: undefined }),
    return: () => {
      throw new Error("closing");
    },
  });
  closing.whenDone().addErrback(() => undefined);
  closing.stop();
  const stop = (): void => late.stop();
  const late = cooperator.cooperate<Iterator<unknown>>({
    next: () => {
      stop();
      throw new Error("late");
    },
  });
  late.whenDone().addErrback(() => undefined);
  clock.advance(TURN);
  logged.mock.restore();
  assert.deepEqual(
    logged.mock.calls.map((call) => String(call.arguments[1])),
    ["[Failure Error: closing]", "[Failure Error: late]"],
  );
});

test("an iterator that has ended by itself is not closed", () => {
  const { clock, cooperator } = setUp();
  let closed = 0;
  const iterator: Iterator<unknown> = {
    next: () => ({ done: true, value: undefined }),
    return: () => {
      closed += 1;
      return { done: true, value: undefined };
    },
  };
  cooperator.cooperate(iterator);
  clock.advance(TURN);
  assert.equal(closed, 0);
});
