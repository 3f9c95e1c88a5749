import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "./deferred.ts";
import { DeferredLock } from "./deferred-lock.ts";
import { CancelledError, NotHeldError } from "./errors.ts";

test("D30: one holds it, the others get it in turn, handed over before release returns", () => {
  const lock = new DeferredLock();
  const order: string[] = [];
  assert.equal(lock.locked, false);
  assert.equal(lock.acquire().result, lock);
  lock.acquire().addCallback((held) => order.push(`first ${held === lock}`));
  lock.acquire().addCallback(() => order.push("second"));
  assert.deepEqual([lock.locked, lock.waiting], [true, 2]);
  lock.release();
  order.push("released");
  lock.release();
  lock.release();
  assert.deepEqual(order, ["first true", "released", "second"]);
  assert.deepEqual([lock.locked, lock.waiting], [false, 0]);
});

test("D30: one that gives up leaves the queue", () => {
  const lock = new DeferredLock();
  lock.acquire();
  const gone = lock.acquire();
  let seen: unknown;
  gone.addErrback((failure) => {
    seen = failure.check(CancelledError);
  });
  gone.cancel();
  assert.deepEqual([seen, lock.waiting], [CancelledError, 0]);
  lock.release();
  assert.equal(lock.locked, false);
});

test("releasing it twice is an error of whoever does it the second time", () => {
  const lock = new DeferredLock();
  assert.throws(() => lock.release(), NotHeldError);
  lock.acquire();
  lock.release();
  assert.throws(() => lock.release(), NotHeldError);
});

test("run: no two at a time, whatever they wait for", () => {
  const lock = new DeferredLock();
  const gates = [0, 1, 2].map(() => new Deferred<number>());
  const log: string[] = [];
  for (const [i, gate] of gates.entries())
    lock.run(() => {
      log.push(`begin ${i}`);
      return gate.addCallback(() => log.push(`end ${i}`));
    });
  for (const gate of [...gates].reverse()) gate.callback(0);
  assert.deepEqual(log, ["begin 0", "end 0", "begin 1", "end 1", "begin 2", "end 2"]);
  assert.equal(lock.locked, false);
});

test("run of one that releases the lock itself: the second release is told, to whoever waits for the run", () => {
  const lock = new DeferredLock();
  let seen: unknown;
  lock
    .run(() => lock.release())
    .addErrback((failure) => {
      seen = failure.check(NotHeldError);
    });
  assert.equal(seen, NotHeldError);
});

test("using releases it at the end of the block", async () => {
  const lock = new DeferredLock();
  {
    using held = await lock.acquire();
    assert.equal(held.locked, true);
  }
  assert.equal(lock.locked, false);
});

test("100,000 runs, each of which ends at once, take constant stack", () => {
  const lock = new DeferredLock();
  lock.acquire();
  let ran = 0;
  for (let i = 0; i < 100_000; i++)
    lock.run(() => {
      ran += 1;
    });
  lock.release();
  assert.deepEqual([ran, lock.locked], [100_000, false]);
});
