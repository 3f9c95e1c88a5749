import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { mock, test } from "node:test";
import { Logger } from "../logger/index.ts";
import { fail, succeed } from "./constructors.ts";
import { Deferred } from "./deferred.ts";
import { CancelledError } from "./errors.ts";
import { signalFor, withSignal } from "./signals.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const listeners = (signal: AbortSignal): number => getEventListeners(signal, "abort").length;

test("withSignal: abort cancels, and no listener is left, however the Deferred ends", () => {
  const error = new Error("mine");
  const ends: [string, (d: Deferred<number>, abort: AbortController) => void][] = [
    ["1", (d) => d.callback(1)],
    ["[Failure Error: mine]", (d) => d.errback(error)],
    ["[Failure CancelledError: cancelled]", (d) => d.cancel()],
    ["[Failure CancelledError: cancelled]", (_, abort) => abort.abort()],
  ];
  for (const [expected, end] of ends) {
    const abort = new AbortController();
    const d = new Deferred<number>();
    let seen = "";
    assert.equal(withSignal(d, abort.signal), d);
    d.addBoth((result) => {
      seen = String(result);
    });
    assert.equal(listeners(abort.signal), 1);
    end(d, abort);
    assert.equal(seen, expected);
    assert.equal(listeners(abort.signal), 0);
  }
});

test("withSignal: on what is over already no listener is left, and without a signal nothing is done", () => {
  const abort = new AbortController();
  withSignal(succeed(1), abort.signal);
  assert.equal(listeners(abort.signal), 0);
  const d = succeed(1);
  assert.equal(withSignal(d, undefined), d);
});

test("withSignal: a signal that was aborted before cancels at once", () => {
  const seen: unknown[] = [];
  const signal = AbortSignal.abort();
  withSignal(new Deferred<void>(), signal).addErrback((f) => seen.push(f.check(CancelledError)));
  assert.deepEqual(seen, [CancelledError]);
  assert.equal(listeners(signal), 0);
});

test("withSignal: a canceller that throws is logged, and does not end the process", async () => {
  const failure = mock.method(Logger.prototype, "failure", () => {});
  const abort = new AbortController();
  withSignal(
    new Deferred<void>(() => {
      throw new Error("mine");
    }),
    abort.signal,
  );
  abort.abort();
  await turn();
  failure.mock.restore();
  assert.equal(failure.mock.callCount(), 1);
});

test("withSignal: 1,000,000 operations on one signal leave no listener, and no growth", () => {
  const { signal } = new AbortController();
  for (let i = 0; i < 1_000_000; i++) {
    const d = withSignal(new Deferred<number>(), signal);
    if (i === 500_000) assert.equal(listeners(signal), 1);
    d.callback(i);
  }
  assert.equal(listeners(signal), 0);
});

test("withSignal: 10,000 at a time share one listener, and an abort cancels them in their order", () => {
  const abort = new AbortController();
  const cancelled: number[] = [];
  const all = Array.from({ length: 10_000 }, (_, i) => {
    const d = withSignal(new Deferred<void>(() => cancelled.push(i)), abort.signal);
    return d.addErrback(() => undefined);
  });
  assert.equal(listeners(abort.signal), 1);
  all[1]?.callback();
  abort.abort();
  assert.equal(listeners(abort.signal), 0);
  assert.deepEqual(cancelled.slice(0, 3), [0, 2, 3]);
  assert.equal(cancelled.length, 9_999);
});

test("withSignal: cancelling while others are being cancelled is harmless", () => {
  const abort = new AbortController();
  const seen: string[] = [];
  const second = new Deferred<void>(() => seen.push("second"));
  const first = new Deferred<void>(() => {
    seen.push("first");
    second.cancel();
  });
  for (const d of [first, second]) withSignal(d, abort.signal).addErrback(() => undefined);
  abort.abort();
  assert.deepEqual(seen, ["first", "second"]);
});

test("signalFor: aborted when the Deferred is cancelled or fails, with the error; else not", () => {
  const cancelled = new Deferred<void>();
  const signal = signalFor(cancelled);
  assert.equal(signal.aborted, false);
  cancelled.addErrback(() => undefined);
  cancelled.cancel();
  assert.ok(signal.aborted && signal.reason instanceof CancelledError);

  const error = new Error("mine");
  const failed = fail(error);
  assert.equal(signalFor(failed).reason, error);
  let seen: unknown;
  failed.addErrback((failure) => {
    seen = failure.value;
  });
  assert.equal(seen, error);

  assert.equal(signalFor(succeed(1)).aborted, false);
});
