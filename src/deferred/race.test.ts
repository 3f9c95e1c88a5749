import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { succeed } from "./constructors.ts";
import { Deferred } from "./deferred.ts";
import { CancelledError, FailureGroup } from "./errors.ts";
import { Failure } from "./failure.ts";
import { race } from "./race.ts";
import { flushUnhandledFailures } from "./unhandled.ts";

/** How it ended: what it fired with, or the error. */
function outcome(d: Deferred<unknown>): unknown {
  let seen: unknown = "not yet";
  d.addBoth((result) => {
    seen = result instanceof Failure ? result.value : result;
  });
  return seen;
}

test("D29: the first success wins and the others are cancelled; nothing of theirs is left unhandled", () => {
  flushUnhandledFailures();
  const asked: number[] = [];
  const runners = [0, 1, 2].map((i) => new Deferred<string>(() => void asked.push(i)));
  const first = race(runners);
  runners[0]?.errback(new Error("too bad"));
  assert.deepEqual([first.called, asked], [false, []]);
  runners[1]?.callback("won");
  assert.deepEqual(first.result, { index: 1, value: "won" });
  assert.deepEqual(asked, [2]);
  assert.deepEqual(flushUnhandledFailures(), []);
});

test("D29: where all fail it fails with all of their errors, in the order of the list", () => {
  const runners = [0, 1].map(() => new Deferred<void>());
  const first = race(runners);
  runners[1]?.errback(new Error("one"));
  runners[0]?.errback(new Error("zero"));
  const group = outcome(first);
  assert.ok(group instanceof FailureGroup);
  assert.deepEqual(
    group.errors.map((error: Error) => error.message),
    ["zero", "one"],
  );
});

test("D29: one that has succeeded already wins at once", () => {
  let cancelled = false;
  const slow = new Deferred<number>(() => {
    cancelled = true;
  });
  assert.deepEqual(race([slow, succeed(1), succeed(2)]).result, { index: 1, value: 1 });
  assert.equal(cancelled, true);
});

test("D29: promises may run too", async () => {
  const slow = new Deferred<string>();
  assert.deepEqual(await race([slow, Promise.resolve("quick")]), { index: 1, value: "quick" });
});

test("D29: of none, none can succeed", () => {
  const error = outcome(race([]));
  assert.ok(error instanceof FailureGroup && error.errors.length === 0);
});

test("D29: cancelling it cancels all, and it ends as cancelled, so that a timeout is told as one", () => {
  const asked: number[] = [];
  const first = race([0, 1].map((i) => new Deferred<void>(() => void asked.push(i))));
  first.cancel();
  assert.ok(outcome(first) instanceof CancelledError);
  assert.deepEqual(asked, [0, 1]);
});

test("D29: a canceller that gives a value saves a race that is cancelled, and is too late in one that is won", () => {
  const cancelled = race([new Deferred<string>((self) => self.callback("just in time"))]);
  cancelled.cancel();
  assert.deepEqual(cancelled.result, { index: 0, value: "just in time" });

  const late = new Deferred<string>((self) => self.callback("too late"));
  assert.deepEqual(race([late, succeed("won")]).result, { index: 1, value: "won" });
});

test("D29: cancelling a race that runners of it wait for is no endless round", () => {
  const runners = [0, 1, 2].map(() => new Deferred<unknown>());
  const first = race(runners);
  for (const runner of runners) runner.addCallback(() => first);
  for (const runner of runners.slice(1)) runner.errback(new Error("x"));
  first.cancel();
  assert.ok(first.called);
  flushUnhandledFailures();
});

test("D29: whatever comes in whatever order, it fires once, with the first success", () => {
  const act = fc.record({
    runner: fc.nat(4),
    does: fc.constantFrom("callback", "errback", "cancel", "cancelRace"),
  });
  const canceller = fc.constantFrom("none", "nothing", "callback", "errback");
  fc.assert(
    fc.property(
      fc.array(canceller, { minLength: 5, maxLength: 5 }),
      fc.array(act),
      (kinds, acts) => {
        const runners = kinds.map(
          (kind, i) =>
            new Deferred<number>(
              kind === "none"
                ? undefined
                : (self) => {
                    if (kind === "callback") self.callback(i);
                    if (kind === "errback") self.errback(new Error("cancelled so"));
                  },
            ),
        );
        const first = race(runners);
        const ends: unknown[] = [];
        first.addBoth((result) => void ends.push(result));
        let winner: number | null = null;
        for (const { runner, does } of acts) {
          const over = ends.length > 0;
          const d = runners[runner]!;
          if (does === "cancelRace") first.cancel();
          else if (does === "cancel") d.cancel();
          else if (!d.called) {
            if (does === "errback") d.errback(new Error("x"));
            else {
              d.callback(runner);
              if (!over) winner = runner;
            }
          }
        }
        assert.ok(ends.length <= 1);
        if (winner !== null) assert.deepEqual(ends, [{ index: winner, value: winner }]);
      },
    ),
  );
  assert.deepEqual(flushUnhandledFailures(), []);
});
