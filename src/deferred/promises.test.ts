import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { mock, test } from "node:test";
import { Logger } from "../logger/index.ts";
import { fail, succeed } from "./constructors.ts";
import { Deferred } from "./deferred.ts";
import { CancelledError } from "./errors.ts";
import { asPromise, fromPromise, withSignal } from "./promises.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("fromPromise gives the promise's outcome, and what the work throws at once", async () => {
  assert.equal(await fromPromise(async () => 1), 1);
  const error = new Error("mine");
  await assert.rejects(async () => await fromPromise(() => Promise.reject(error)), error);
  const seen: unknown[] = [];
  fromPromise(() => {
    throw error;
  }).addErrback((failure) => seen.push(failure.value));
  assert.deepEqual(seen, [error]);
});

test("fromPromise: cancel aborts the signal, and what comes after is dropped", async () => {
  for (const late of ["resolves", "rejects"]) {
    let given: AbortSignal | undefined;
    const d = fromPromise(
      (signal) =>
        new Promise<string>((resolve, reject) => {
          given = signal;
          signal.addEventListener("abort", () =>
            late === "resolves" ? resolve("late") : reject(new Error("late")),
          );
        }),
    );
    const seen: unknown[] = [];
    d.addBoth((result) => seen.push(String(result)));
    assert.equal(given?.aborted, false);
    d.cancel();
    assert.equal(given?.aborted, true);
    await turn();
    assert.deepEqual(seen, ["[Failure CancelledError: cancelled]"]);
  }
});

test("asPromise is a real promise, and leaves the Deferred its result", async () => {
  const d = succeed(1);
  const promise = asPromise(d);
  assert.ok(promise instanceof Promise);
  assert.deepEqual([await promise, d.result], [1, 1]);
  const error = new Error("mine");
  await assert.rejects(asPromise(fail(error)), error);
});

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
    assert.equal(getEventListeners(abort.signal, "abort").length, 1);
    end(d, abort);
    assert.equal(seen, expected);
    assert.equal(getEventListeners(abort.signal, "abort").length, 0);
  }
});

test("withSignal: on what is over already no listener is left, and without a signal nothing is done", () => {
  const abort = new AbortController();
  withSignal(succeed(1), abort.signal);
  assert.equal(getEventListeners(abort.signal, "abort").length, 0);
  const d = succeed(1);
  assert.equal(withSignal(d, undefined), d);
});

test("withSignal: a signal that was aborted before cancels at once", () => {
  const seen: unknown[] = [];
  const signal = AbortSignal.abort();
  withSignal(new Deferred<void>(), signal).addErrback((f) => seen.push(f.check(CancelledError)));
  assert.deepEqual(seen, [CancelledError]);
  assert.equal(getEventListeners(signal, "abort").length, 0);
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
