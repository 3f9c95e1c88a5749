import assert from "node:assert/strict";
import { test } from "node:test";
import { fail, succeed } from "./constructors.ts";
import { Deferred } from "./deferred.ts";
import { asPromise, fromPromise } from "./promises.ts";

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

test("Promise.all, race, any and allSettled take Deferreds as they take promises", async () => {
  const never = new Deferred<string>();
  const error = new Error("mine");
  assert.deepEqual(await Promise.all([succeed(1), 2, Promise.resolve(3)]), [1, 2, 3]);
  assert.equal(await Promise.race([never, succeed("first")]), "first");
  assert.equal(await Promise.any([fail(error), succeed("good")]), "good");
  assert.deepEqual(await Promise.allSettled([fail(error)]), [
    { status: "rejected", reason: error },
  ]);
  await assert.rejects(Promise.all([never, fail(error)]), error);
});
