import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Deferred, Failure } from "../deferred/index.ts";
import { Clock } from "../time/index.ts";
import { MonitoredProcess, type RestartOptions, type RunningProcess } from "./monitored-process.ts";

/** What is started, seen from outside: `begin` has it run, `end` has it end. */
class FakeProcess implements RunningProcess {
  readonly pid: number;
  readonly signals: string[] = [];
  readonly started = new Deferred<RunningProcess>();
  readonly ended: (reason: Failure) => void;
  living = true;
  constructor(pid: number, ended: (reason: Failure) => void) {
    this.pid = pid;
    this.ended = ended;
  }
  signal(name: "TERM" | "KILL"): void {
    this.signals.push(name);
  }
  begin(): this {
    this.started.callback(this);
    return this;
  }
  end(): void {
    this.living = false;
    this.ended(new Failure(new Error("it has ended")));
  }
  refuse(): void {
    this.living = false;
    this.started.errback(new Error("no such program"));
  }
}

function monitored(options: RestartOptions = {}) {
  const clock = new Clock();
  const all: FakeProcess[] = [];
  const delays: number[] = [];
  let killed = 0;
  const events = {
    restarting: (seconds: number) => void delays.push(seconds),
    killing: () => {
      killed += 1;
    },
  };
  const process = new MonitoredProcess(
    clock,
    (ended) => {
      const next = new FakeProcess(all.length + 1, ended);
      all.push(next);
      return next.started;
    },
    { ...options, events },
  );
  const last = (): FakeProcess => all.at(-1)!;
  return { clock, process, all, last, delays, killed: () => killed };
}

describe("E15: one process that is kept alive", () => {
  test("one that has lived is started again at once, one that ends at once after a delay that doubles", () => {
    const { clock, process, all, last, delays } = monitored({ maxRestartDelay: 10 });
    process.start();
    for (let i = 0; i < 6; i++) {
      last().begin();
      clock.advance(0.5);
      last().end();
      const count = all.length;
      clock.advance(delays.at(-1)! - 0.001);
      assert.equal(all.length, count, "not before its time");
      clock.advance(0.001);
      assert.equal(all.length, count + 1);
    }
    assert.deepEqual(delays, [1, 2, 4, 8, 10, 10]);
    last().begin();
    clock.advance(1);
    last().end();
    assert.equal(delays.at(-1), 0);
    clock.advance(0);
    last().begin().end();
    assert.equal(delays.at(-1), 1, "it has lived: the delays begin anew");
  });

  test("one that cannot be started any more is tried again, as one that ends at once", () => {
    const { clock, process, last, delays } = monitored();
    process.start();
    last().begin();
    clock.advance(100);
    last().end();
    clock.advance(0);
    last().refuse();
    assert.deepEqual(delays, [0, 1]);
    clock.advance(1);
    last().refuse();
    assert.deepEqual(delays, [0, 1, 2]);
  });

  test("one that cannot be started the first time is a failure, and not tried again", () => {
    const { clock, process, last, all } = monitored();
    const why: unknown[] = [];
    process.start().addErrback((failure) => void why.push(failure.value.message));
    last().refuse();
    assert.deepEqual(why, ["no such program"]);
    assert.equal(clock.getDelayedCalls().length, 0);
    assert.equal(process.wanted, false);
    process.start();
    assert.equal(all.length, 2, "it may be started another time");
  });

  test("stop: SIGTERM, SIGKILL after killTime, and it waits for the end", () => {
    const { clock, process, last, killed } = monitored({ killTime: 7 });
    process.start();
    last().begin();
    const stopped = process.stop();
    assert.deepEqual(last().signals, ["TERM"]);
    clock.advance(6.9);
    assert.deepEqual([last().signals, killed()], [["TERM"], 0]);
    clock.advance(0.1);
    assert.deepEqual([last().signals, killed()], [["TERM", "KILL"], 1]);
    assert.equal(stopped.called, false);
    last().end();
    assert.equal(stopped.called, true);
    assert.equal(clock.getDelayedCalls().length, 0);
  });

  test("stop while it is being started: it is ended as soon as it is there", () => {
    const { clock, process, last, all } = monitored();
    process.start();
    const stopped = process.stop();
    assert.equal(stopped.called, false);
    last().begin();
    assert.deepEqual(last().signals, ["TERM"]);
    last().end();
    assert.equal(stopped.called, true);
    clock.advance(10_000);
    assert.equal(all.length, 1);
  });

  test("stop while it is due to be started again: it is not, and there is nothing to wait for", () => {
    const { clock, process, last, all } = monitored();
    process.start();
    last().begin().end();
    assert.equal(process.stop().called, true);
    clock.advance(10_000);
    assert.equal(all.length, 1);
  });

  test("start while it is being ended: another one comes after it, never beside it", () => {
    const { clock, process, last, all } = monitored();
    process.start();
    last().begin();
    const stopped = process.stop();
    process.start();
    assert.equal(all.length, 1);
    last().end();
    assert.equal(stopped.called, true);
    clock.advance(0);
    assert.equal(all.length, 2);
  });

  test("restart: the end that was meant is none to be punished with a delay", () => {
    const { clock, process, last, all, delays } = monitored();
    process.start();
    last().begin();
    const gone = process.restart();
    last().end();
    assert.equal(gone.called, true);
    clock.advance(0);
    assert.deepEqual([all.length, delays], [2, [0]]);
  });

  test("restart of one that waits for its delay starts it now", () => {
    const { process, last, all } = monitored();
    process.start();
    last().begin().end();
    process.restart();
    assert.equal(all.length, 2);
  });

  test("a time that is none is refused", () => {
    for (const wrong of [
      { threshold: Number.NaN },
      { killTime: -1 },
      { minRestartDelay: 0 },
      { minRestartDelay: 5, maxRestartDelay: 4 },
    ])
      assert.throws(() => monitored(wrong), RangeError);
  });

  test("whatever happens in whichever order: never two, none after stop, and every stop ends", () => {
    for (let seed = 1; seed <= 400; seed++) {
      let state = seed;
      const draw = (below: number): number => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        return (state >>> 16) % below;
      };
      const { clock, process, all, last } = monitored();
      const stops: Deferred<void>[] = [];
      const moves: (() => void)[] = [
        () => void process.start().addErrback(() => {}),
        () => void stops.push(process.stop()),
        () => void process.restart(),
        () => clock.advance(draw(4) / 2),
        () => {
          const at = all.at(-1);
          if (at && !at.started.called) at.begin();
        },
        () => {
          const at = all.at(-1);
          if (at && !at.started.called) at.refuse();
        },
        () => {
          const at = all.at(-1);
          if (at?.living && at.started.called) at.end();
        },
      ];
      for (let step = 0; step < 40; step++) {
        moves[draw(moves.length)]!();
        assert.ok(all.filter(({ living }) => living).length <= 1, `two of them (seed ${seed})`);
      }
      const stopped = process.stop();
      if (all.length > 0 && !last().started.called) last().begin();
      if (all.length > 0 && last().living) last().end();
      clock.advance(10_000);
      assert.equal(stopped.called, true, `a stop that does not end (seed ${seed})`);
      assert.ok(stops.every(({ called }) => called));
      assert.ok(
        all.every(({ living }) => !living),
        `it lives after stop (seed ${seed})`,
      );
      assert.equal(clock.getDelayedCalls().length, 0);
    }
  });
});
