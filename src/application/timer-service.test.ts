import assert from "node:assert/strict";
import test from "node:test";
import { CancelledError, Deferred } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { Clock } from "../time/index.ts";
import { MultiService } from "./multi-service.ts";
import { TimerService } from "./timer-service.ts";

test("E13: it calls at the start and every so many seconds, until it is stopped", () => {
  const clock = new Clock();
  const calls: number[] = [];
  const service = new TimerService(2, () => calls.push(clock.seconds()), { clock });
  clock.advance(5);
  for (let round = 0; round < 2; round++) {
    assert.ok(service.startService().called);
    clock.pump([2, 2]);
    assert.ok(service.stopService().called);
    assert.ok(service.stopService().called);
    clock.advance(10);
  }
  assert.deepEqual(calls, [5, 7, 9, 19, 21, 23]);
  assert.deepEqual(clock.getDelayedCalls(), []);
});

test("E13: a call that fails is logged and is the last; the service stays running, and can be stopped", () => {
  for (const first of [true, false]) {
    const clock = new Clock();
    let calls = 0;
    const service = new TimerService(
      1,
      () => {
        calls += 1;
        if (first || calls === 2) throw new Error("no disk");
      },
      { clock },
    );
    service.setName("sweeper");
    const events = capturedLogs(() => {
      service.startService();
      clock.pump([1, 1, 1]);
    });
    assert.equal(calls, first ? 1 : 2);
    assert.deepEqual(
      events.map(({ path, log_failure }) => [path, String(log_failure?.value)]),
      [["sweeper", "Error: no disk"]],
    );
    assert.equal(service.running, true);
    assert.ok(service.stopService().called);
    service.startService();
    assert.equal(calls, first ? 2 : 3, "the next start begins anew");
    service.stopService();
  }
});

function slow() {
  const clock = new Clock();
  const calls: Deferred<void>[] = [];
  const log: string[] = [];
  const service = new TimerService(
    1,
    () => {
      const call = new Deferred<void>(() => log.push("cancelled"));
      calls.push(call);
      return call;
    },
    { clock },
  );
  return { clock, calls, log, service };
}

test("E13: the stop waits for the call that is under way", () => {
  const { clock, calls, service } = slow();
  service.startService();
  const stops = [service.stopService(), service.stopService()];
  clock.advance(3);
  assert.deepEqual([calls.length, stops[0]!.called, stops[1]!.called], [1, false, false]);
  calls[0]!.callback(undefined);
  assert.deepEqual([stops[0]!.called, stops[1]!.called], [true, true]);
  clock.advance(3);
  assert.equal(calls.length, 1);
});

test("a start while a call is under way waits for it; a stop after that has it never begin", () => {
  const { clock, calls, service } = slow();
  service.startService();
  service.stopService();
  const cancelled = service.startService();
  let error: unknown;
  cancelled.addErrback(({ value }) => {
    error = value;
  });
  service.stopService();
  assert.ok(error instanceof CancelledError);
  const again = service.startService();
  assert.deepEqual([calls.length, again.called], [1, false]);
  calls[0]!.callback(undefined);
  assert.deepEqual([calls.length, again.called], [2, true]);
  clock.advance(5);
  assert.equal(calls.length, 2, "calls do not overlap");
  calls[1]!.callback(undefined);
  service.stopService();
});

test("a stop that is cancelled cancels what the call waits for, and that is no failure", () => {
  const { clock, log, service } = slow();
  const parent = new MultiService();
  service.setServiceParent(parent);
  parent.startService();
  const stopped = parent.stopService();
  stopped.addErrback(() => {});
  assert.deepEqual(
    capturedLogs(() => stopped.cancel()),
    [],
  );
  assert.deepEqual(log, ["cancelled"]);
  assert.ok(parent.stopService().called);
  assert.deepEqual(clock.getDelayedCalls(), []);
});

test("a number of seconds that makes no sense fails the start", () => {
  const service = new TimerService(-1, () => {}, { clock: new Clock() });
  assert.throws(() => service.startService(), RangeError);
});
