import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "./deferred.ts";
import { AlreadyCalledError, CancelledError, TimeoutError } from "./errors.ts";
import { Failure } from "./failure.ts";
import { type TimeoutClock, timeoutDeferred } from "./timeout.ts";

/** The calls that were asked for, to be made by hand. */
class Calls implements TimeoutClock {
  readonly pending = new Map<() => void, number>();
  callLater(seconds: number, call: () => void): { cancel(): void; readonly active: boolean } {
    this.pending.set(call, seconds);
    const { pending } = this;
    return {
      cancel: () => void pending.delete(call),
      get active() {
        return pending.has(call);
      },
    };
  }
  ring(): void {
    const [first] = this.pending.keys();
    if (first === undefined) throw new Error("no call is set");
    this.pending.delete(first);
    first();
  }
}
const nameOf = (result: unknown): unknown =>
  result instanceof Failure ? result.value.name : result;

test("D17: its own cancellation becomes a TimeoutError, with the cancellation as cause", () => {
  const clock = new Calls();
  const d = new Deferred<void>();
  assert.equal(d.addTimeout(3, clock), d);
  assert.deepEqual([...clock.pending.values()], [3]);
  clock.ring();
  const { value } = d.result as unknown as Failure;
  assert.ok(value instanceof TimeoutError && value.cause instanceof CancelledError);
  assert.equal(value.message, "no result in 3 s");
  d.addErrback(() => undefined);
});

test("D17: what comes from elsewhere stays what it is, and ends the timeout", () => {
  const ends: [(d: Deferred<unknown>) => void, unknown][] = [
    [(d) => d.cancel(), "CancelledError"],
    [(d) => d.callback("value"), "value"],
    [(d) => d.errback(new RangeError("x")), "RangeError"],
  ];
  for (const [end, expected] of ends) {
    const clock = new Calls();
    const d = new Deferred<unknown>().addTimeout(3, clock);
    let seen: unknown;
    d.addBoth((result) => {
      seen = nameOf(result);
    });
    end(d);
    assert.equal(seen, expected);
    assert.equal(clock.pending.size, 0);
  }
});

test("D17: a canceller that gives a result, or another failure, is believed after a timeout too", () => {
  for (const [fire, expected] of [
    [(d: Deferred<string>) => d.callback("kept"), "kept"],
    [(d: Deferred<string>) => d.errback(new RangeError("x")), "RangeError"],
  ] as const) {
    const clock = new Calls();
    const d = new Deferred<string>(fire).addTimeout(1, clock);
    let seen: unknown;
    d.addBoth((result) => {
      seen = nameOf(result);
    });
    clock.ring();
    assert.equal(seen, expected);
  }
});

test("D17: it covers what was added before it, an inner Deferred that is waited for included", () => {
  const clock = new Calls();
  let stopped = false;
  const inner = new Deferred<void>(() => {
    stopped = true;
  });
  const d = new Deferred<void>().addCallback(() => inner).addTimeout(1, clock);
  const later = new Deferred<void>();
  d.addErrback(() => later);
  d.callback();
  clock.ring();
  assert.deepEqual([stopped, clock.pending.size], [true, 0]);
  assert.equal(d.result, later);
});

test("D17: onTimeoutCancel is asked after a timeout alone, and gives the result", () => {
  const clock = new Calls();
  const asked: unknown[] = [];
  const ask = (result: string | Failure, seconds: number): string => {
    asked.push([nameOf(result), seconds]);
    return "instead";
  };
  const late = new Deferred<string>().addTimeout(2, clock, ask);
  clock.ring();
  assert.equal(late.result, "instead");
  const cancelled = new Deferred<string>().addTimeout(2, clock, ask);
  cancelled.cancel();
  cancelled.addErrback(() => "");
  assert.deepEqual(asked, [["CancelledError", 2]]);
});

test("timeoutDeferred fails a Deferred by hand, once", () => {
  const d = new Deferred<void>();
  timeoutDeferred(d);
  assert.equal(nameOf(d.result), "TimeoutError");
  d.addErrback(() => undefined);
  assert.throws(() => timeoutDeferred(d), AlreadyCalledError);
});
