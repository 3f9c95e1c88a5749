import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CancelledError, Deferred } from "../deferred/index.ts";
import { Clock, DelayedCalls, type IDelayedCall, type IReactorTime } from "../time/index.ts";
import { AlreadyRunning, NotRunning } from "./errors.ts";
import { LoopingCall } from "./looping-call.ts";

/** A loop that notes when it was called. */
function ticking(clock: Clock): { times: number[]; loop: LoopingCall } {
  const times: number[] = [];
  const loop = new LoopingCall(() => times.push(clock.seconds()), { clock });
  return { times, loop };
}

test("T1: calls at once and then on the grid", () => {
  const clock = new Clock();
  const { times, loop } = ticking(clock);
  loop.start(10);
  assert.deepEqual([loop.running, loop.interval], [true, 10]);
  clock.pump([5, 5, 10, 10]);
  assert.deepEqual(times, [0, 10, 20, 30]);
  loop.stop();
  assert.deepEqual([loop.running, clock.getDelayedCalls()], [false, []]);
});

test("T1: with now: false the first call comes one interval later", () => {
  const clock = new Clock();
  const { times, loop } = ticking(clock);
  loop.start(2, { now: false });
  assert.deepEqual(times, []);
  clock.pump([2, 2]);
  assert.deepEqual(times, [2, 4]);
});

test("T1: waits for a Deferred or a promise; missed ticks are skipped, the grid is kept", async () => {
  const clock = new Clock();
  const times: number[] = [];
  let slow = new Deferred<void>();
  const loop = new LoopingCall(
    () => {
      times.push(clock.seconds());
      return slow;
    },
    { clock },
  );
  loop.start(10);
  clock.advance(27);
  assert.deepEqual(times, [0]);
  const first = slow;
  slow = new Deferred();
  first.callback();
  clock.advance(2.5);
  assert.deepEqual(times, [0]);
  clock.advance(0.5);
  assert.deepEqual(times, [0, 30]);

  let calls = 0;
  const promising = new LoopingCall(async () => void calls++, { clock });
  promising.start(1);
  clock.advance(5);
  assert.equal(calls, 1);
  await new Promise(setImmediate);
  clock.advance(1);
  assert.equal(calls, 2);
});

test("T1: done exactly on a tick, the next call is the tick after it", () => {
  const clock = new Clock();
  const { times, loop } = ticking(clock);
  loop.start(10);
  clock.advance(35);
  clock.advance(5);
  assert.deepEqual(times, [0, 35, 40]);
});

test("T1: no rounding makes a tick come twice, or drift", () => {
  const seconds = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
  const start = fc.double({ min: 0, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(start, seconds, fc.array(seconds, { maxLength: 30 }), (start, interval, steps) => {
      const clock = new Clock();
      clock.advance(start);
      const counts: number[] = [];
      const loop = LoopingCall.withCount((count) => counts.push(count), { clock });
      loop.start(interval);
      for (const step of steps) clock.advance(step);
      const ticks = (clock.seconds() - start) / interval;
      const sum = counts.reduce((a, b) => a + b, 0);
      assert.ok(counts.every((count) => count >= 1));
      // The first call counts as one; rounding of the clock may move the last tick over the end.
      assert.ok(Math.abs(sum - 1 - Math.floor(ticks)) <= 1, `${sum} calls for ${ticks} ticks`);
      const next = clock.getDelayedCalls()[0]?.getTime() ?? Number.NaN;
      const grid = start + sum * interval;
      assert.ok(Math.abs(next - grid) <= Math.max(next, 1) * 1e-15 * 4, `${next} is off ${grid}`);
    }),
  );
});

/** A clock whose calls can be made at any time, also before they are due. */
class LooseClock implements IReactorTime {
  now = 0;
  readonly #calls = new DelayedCalls(() => this.now);
  seconds(): number {
    return this.now;
  }
  callLater<A extends unknown[]>(
    s: number,
    call: (...args: A) => unknown,
    ...args: A
  ): IDelayedCall {
    return this.#calls.callLater(s, call, args);
  }
  getDelayedCalls(): readonly IDelayedCall[] {
    return this.#calls.pending();
  }
  makeNext(): void {
    this.#calls.takeDue(Number.POSITIVE_INFINITY)?.make();
  }
}

test("T1: a call that comes a hair early is its tick all the same, and not made again", () => {
  const clock = new LooseClock();
  const counts: number[] = [];
  LoopingCall.withCount((count) => counts.push(count), { clock }).start(1);
  for (const at of [0.999999, 1.999999, 3]) {
    clock.now = at;
    clock.makeNext();
  }
  assert.deepEqual(counts, [1, 1, 1, 1]);
  assert.equal(clock.getDelayedCalls()[0]?.getTime(), 4);
});

test("T1: an interval lost in the precision of the clock does not hang", () => {
  const clock = new Clock();
  clock.advance(1e9);
  let calls = 0;
  const loop = new LoopingCall(
    () => {
      calls += 1;
      if (calls === 100) loop.stop();
    },
    { clock },
  );
  loop.start(1e-12);
  clock.advance(1);
  assert.equal(calls, 100);
});

test("T2: withCount tells how many ticks have come since the last call", () => {
  const clock = new Clock();
  const counts: number[] = [];
  const loop = LoopingCall.withCount((count) => counts.push(count), { clock });
  loop.start(0.5);
  clock.pump([0.5, 0.5, 1.7, 0.3, 0.5]);
  assert.deepEqual(counts, [1, 1, 1, 3, 1, 1]);
});

test("T2: with now: false the start is no tick", () => {
  const clock = new Clock();
  const counts: number[] = [];
  LoopingCall.withCount((count) => counts.push(count), { clock }).start(1, { now: false });
  clock.pump([1, 2]);
  assert.deepEqual(counts, [1, 2]);
});

test("T2: a function that waits is told what it missed", () => {
  const clock = new Clock();
  const counts: number[] = [];
  let slow = new Deferred<void>();
  const loop = LoopingCall.withCount(
    (count) => {
      counts.push(count);
      slow = new Deferred();
      return slow;
    },
    { clock },
  );
  loop.start(1);
  clock.advance(3.2);
  slow.callback();
  clock.advance(1);
  assert.deepEqual(counts, [1, 4]);
});

test("T2: ten times 0.1 s is ten ticks, and none is counted as 0", () => {
  const clock = new Clock();
  const counts: number[] = [];
  LoopingCall.withCount((count) => counts.push(count), { clock }).start(0.1, { now: false });
  for (let i = 0; i < 10; i++) clock.advance(0.1);
  clock.advance(1 - clock.seconds());
  assert.equal(
    counts.reduce((a, b) => a + b, 0),
    10,
  );
  assert.ok(!counts.includes(0));
});

test("T2: with an interval of 0 the count is always 1", () => {
  const clock = new Clock();
  const counts: number[] = [];
  const loop = LoopingCall.withCount(
    (count) => {
      counts.push(count);
      if (counts.length === 4) loop.stop();
    },
    { clock },
  );
  loop.start(0);
  clock.advance(0.5);
  assert.deepEqual(counts, [1, 1, 1, 1]);
});

test("T3: the start Deferred fires with the LoopingCall on stop, synchronously", () => {
  const clock = new Clock();
  const { loop } = ticking(clock);
  const done = loop.start(1);
  clock.advance(1);
  assert.equal(done.called, false);
  loop.stop();
  assert.equal(done.result, loop);
});

test("T3: what the function throws, or waits for in vain, ends the loop and is the failure", () => {
  for (const answer of ["throws", "fails"]) {
    const clock = new Clock();
    const slow = new Deferred<void>();
    const loop = new LoopingCall(
      () => {
        if (answer === "throws") throw new Error("mine");
        return slow;
      },
      { clock },
    );
    const seen: unknown[] = [];
    loop.start(1).addErrback((failure) => seen.push(failure.value.message, loop.running));
    if (answer === "fails") slow.errback(new Error("mine"));
    assert.deepEqual(seen, ["mine", false]);
    assert.deepEqual(clock.getDelayedCalls(), []);
  }
});

test("T3: the function may stop its own loop", () => {
  const clock = new Clock();
  const loop = new LoopingCall(() => loop.stop(), { clock });
  const done = loop.start(1);
  assert.equal(done.result, loop);
  assert.deepEqual(clock.getDelayedCalls(), []);
});

test("T4: stopped while the function waits, the start Deferred fires when it is done", () => {
  const clock = new Clock();
  const slow = new Deferred<void>();
  const loop = new LoopingCall(() => slow, { clock });
  const done = loop.start(1);
  loop.stop();
  assert.deepEqual([loop.running, done.called], [false, false]);
  slow.callback();
  assert.equal(done.result, loop);
});

test("T4: started again before the slow function is done, both starts end, each once", () => {
  const clock = new Clock();
  const slow = new Deferred<void>();
  let calls = 0;
  const loop = new LoopingCall(() => (++calls === 1 ? slow : undefined), { clock });
  const first = loop.start(1);
  loop.stop();
  const second = loop.start(2);
  slow.callback();
  assert.deepEqual([first.result, second.called, loop.running], [loop, false, true]);
  clock.advance(2);
  loop.stop();
  assert.deepEqual([calls, second.result], [3, loop]);
});

test("T5: starting twice, and intervals that are none, are refused", () => {
  const clock = new Clock();
  const { times, loop } = ticking(clock);
  for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => loop.start(bad), RangeError);
  assert.deepEqual([loop.running, times], [false, []]);
  loop.start(1);
  assert.throws(() => loop.start(1), AlreadyRunning);
  loop.stop();
  assert.throws(() => loop.stop(), NotRunning);
  assert.throws(() => loop.reset(), NotRunning);
});

test("T6: reset moves the next call to now + interval, and the grid with it", () => {
  const clock = new Clock();
  const counts: number[] = [];
  const times: number[] = [];
  const loop = LoopingCall.withCount(
    (count) => {
      counts.push(count);
      times.push(clock.seconds());
    },
    { clock },
  );
  loop.start(10);
  clock.pump([10, 10, 7]);
  loop.reset();
  clock.pump([3, 7, 10]);
  assert.deepEqual(times, [0, 10, 20, 37, 47]);
  assert.deepEqual(counts, [1, 1, 1, 1, 1]);
  assert.equal(clock.getDelayedCalls().length, 1);
});

test("cancelling the start Deferred stops the loop, and what the function waits for", () => {
  const clock = new Clock();
  const names: string[] = [];
  const { loop } = ticking(clock);
  const idle = loop.start(1);
  idle.addErrback((failure) => names.push(failure.value.name));
  idle.cancel();
  assert.deepEqual([loop.running, clock.getDelayedCalls()], [false, []]);

  let asked = 0;
  const slow = new Deferred<void>(() => {
    asked += 1;
  });
  const busy = new LoopingCall(() => slow, { clock }).start(1);
  busy.addErrback((failure) => names.push(failure.value.name));
  busy.cancel();
  assert.deepEqual([names, asked], [[CancelledError.name, CancelledError.name], 1]);
});

test("the function is called without arguments", () => {
  const clock = new Clock();
  let given = -1;
  new LoopingCall(
    (...args: unknown[]) => {
      given = args.length;
    },
    { clock },
  ).start(1);
  assert.equal(given, 0);
});

test("T2, T6: after a reset the count is of the whole intervals since the last call", () => {
  const clock = new Clock();
  const counts: number[] = [];
  const loop = LoopingCall.withCount((count) => counts.push(count), { clock });
  loop.start(3);
  clock.advance(1);
  loop.reset(); // the next call is at 4
  clock.advance(2.5);
  loop.reset(); // at 6.5, two intervals and a half behind the last one
  clock.advance(3);
  clock.advance(3);
  assert.deepEqual(counts, [1, 2, 1]);
  loop.stop();
});

test("T2, T6: reset before it was ever called, it counts from the reset", () => {
  const clock = new Clock();
  const counts: number[] = [];
  const loop = LoopingCall.withCount((count) => counts.push(count), { clock });
  loop.start(3, { now: false });
  clock.advance(2);
  loop.reset();
  clock.advance(3);
  assert.deepEqual(counts, [1]);
  loop.stop();
});

test("T6: starttime is when the grid begins, which a reset moves", () => {
  const clock = new Clock();
  const loop = new LoopingCall(() => {}, { clock });
  assert.equal(loop.starttime, null);
  clock.advance(1);
  loop.start(10);
  assert.equal(loop.starttime, 1);
  clock.advance(4);
  loop.reset();
  assert.equal(loop.starttime, 5);
  loop.stop();
});

test("T1, T2: on any clock, the calls lie on the grid, never overlap, and their counts add up", () => {
  const moves = fc.array(
    fc.record({ seconds: fc.double({ min: 0, max: 7, noNaN: true }), ends: fc.boolean() }),
  );
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 3, noNaN: true }),
      fc.boolean(),
      moves,
      (interval, slow, all) => {
        const clock = new Clock();
        let atWork: Deferred<void> | null = null;
        let counted = 0;
        const loop = LoopingCall.withCount(
          (count) => {
            assert.equal(atWork, null);
            assert.ok(count >= 1);
            counted += count;
            if (!slow) return undefined;
            atWork = new Deferred<void>();
            return atWork;
          },
          { clock },
        );
        loop.start(interval);
        for (const { seconds, ends } of all) {
          clock.advance(seconds);
          if (ends && atWork !== null) {
            const done: Deferred<void> = atWork;
            atWork = null;
            done.callback();
          }
        }
        // Whoever is asked after a long rest is told of every tick there was, the first one included.
        if (atWork !== null) {
          const done: Deferred<void> = atWork;
          atWork = null;
          done.callback();
        }
        clock.advance(interval * 1.5);
        const ticks = Math.floor(clock.seconds() / interval) + 1;
        assert.ok(Math.abs(counted - ticks) <= 1, `${counted} of ${ticks}`);
        const [next] = clock.getDelayedCalls();
        if (next === undefined) return;
        const offGrid = Math.abs(next.getTime() / interval - Math.round(next.getTime() / interval));
        assert.ok(offGrid < 1e-6, `${next.getTime()} is off the grid of ${interval}`);
      },
    ),
  );
});
