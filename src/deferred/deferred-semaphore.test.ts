import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import fc from "fast-check";
import { Deferred } from "./deferred.ts";
import { DeferredSemaphore } from "./deferred-semaphore.ts";
import { CancelledError, NotHeldError } from "./errors.ts";

const nameOfEnd = (d: Deferred<unknown>): unknown => {
  let name: unknown;
  d.addErrback((failure) => {
    name = failure.value.name;
  });
  return name;
};

test("D30: as many hold a token as there are; the others get one in the order in which they asked", () => {
  const semaphore = new DeferredSemaphore(2);
  const order: number[] = [];
  const asked = [0, 1, 2, 3].map((i) => semaphore.acquire().addCallback(() => order.push(i)));
  assert.deepEqual([order, semaphore.tokens, semaphore.waiting], [[0, 1], 0, 2]);
  semaphore.release();
  assert.deepEqual([order, semaphore.waiting], [[0, 1, 2], 1]);
  for (let i = 0; i < 3; i++) semaphore.release();
  assert.deepEqual([order, semaphore.tokens, semaphore.limit], [[0, 1, 2, 3], 2, 2]);
  assert.ok(asked.every((d) => d.called));
});

test("D30: release hands over before it returns, so that nobody comes in between", () => {
  const semaphore = new DeferredSemaphore(1);
  const log: string[] = [];
  semaphore.acquire();
  semaphore.acquire().addCallback(() => log.push("second has it"));
  semaphore.release();
  log.push("release returned");
  semaphore.acquire().addCallback(() => log.push("third has it"));
  assert.deepEqual(log, ["second has it", "release returned"]);
});

test("D30: one that gives up leaves the queue, and the token goes to the one behind it", () => {
  const semaphore = new DeferredSemaphore(1);
  semaphore.acquire();
  const [gone, next] = [semaphore.acquire(), semaphore.acquire()];
  gone.cancel();
  assert.deepEqual([nameOfEnd(gone), semaphore.waiting], ["CancelledError", 1]);
  semaphore.release();
  assert.equal(next.result, semaphore);
});

test("a waiter that an outsider fires gets no token: it goes to the one behind", () => {
  const semaphore = new DeferredSemaphore(1);
  semaphore.acquire();
  const [fired, next] = [semaphore.acquire(), semaphore.acquire()];
  fired.callback(semaphore);
  semaphore.release();
  assert.equal(next.called, true);
  semaphore.release();
  assert.equal(semaphore.tokens, 1);
});

test("acquire with a signal: aborted while it waits, it leaves; aborted before, it takes nothing", () => {
  const semaphore = new DeferredSemaphore(1);
  const signal = AbortSignal.abort();
  assert.equal(nameOfEnd(semaphore.acquire({ signal })), "CancelledError");
  assert.deepEqual([semaphore.tokens, semaphore.waiting], [1, 0]);
  semaphore.acquire();
  const abort = new AbortController();
  const waiting = semaphore.acquire({ signal: abort.signal });
  abort.abort();
  assert.deepEqual([nameOfEnd(waiting), semaphore.waiting], ["CancelledError", 0]);
  const served = new AbortController();
  semaphore.acquire({ signal: served.signal });
  semaphore.release();
  assert.equal(getEventListeners(served.signal, "abort").length, 0);
});

test("releasing what nobody holds is an error of whoever does it", () => {
  const semaphore = new DeferredSemaphore(2);
  assert.throws(() => semaphore.release(), NotHeldError);
  semaphore.acquire();
  semaphore.release();
  assert.throws(() => semaphore.release(), NotHeldError);
  assert.equal(semaphore.tokens, 2);
});

test("a semaphore has at least one token, and a whole number of them", () => {
  for (const tokens of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => new DeferredSemaphore(tokens), RangeError);
});

test("run holds a token until the result is there, and gives it back however that ends", async () => {
  const semaphore = new DeferredSemaphore(1);
  const gate = new Deferred<string>();
  const first = semaphore.run(() => gate);
  const second = semaphore.run((n: number) => n + 1, 1);
  assert.equal(second.called, false);
  gate.callback("first");
  assert.deepEqual([first.result, second.result], ["first", 2]);

  const error = new Error("mine");
  const thrown = semaphore.run(() => {
    throw error;
  });
  let seen: unknown;
  thrown.addErrback((failure) => {
    seen = failure.value;
  });
  assert.deepEqual([seen, semaphore.tokens], [error, 1]);
  assert.equal(await semaphore.run(async () => "async"), "async");
  assert.equal(semaphore.tokens, 1);
});

test("run that is cancelled: waiting, it is never called; at work, what it waits for is cancelled", () => {
  const semaphore = new DeferredSemaphore(1);
  let stopped = false;
  const atWork = semaphore.run(
    () =>
      new Deferred<void>(() => {
        stopped = true;
      }),
  );
  const waiting = semaphore.run(() => assert.fail("was called"));
  waiting.cancel();
  assert.equal(nameOfEnd(waiting), "CancelledError");
  atWork.cancel();
  assert.deepEqual([nameOfEnd(atWork), stopped, semaphore.tokens], ["CancelledError", true, 1]);
});

test("using gives the token back at the end of the block, also when that throws", async () => {
  const semaphore = new DeferredSemaphore(1);
  {
    using held = await semaphore.acquire();
    assert.deepEqual([held, semaphore.tokens], [semaphore, 0]);
  }
  assert.equal(semaphore.tokens, 1);
  await assert.rejects(async () => {
    using _held = await semaphore.acquire();
    throw new Error("mine");
  }, /mine/);
  assert.equal(semaphore.tokens, 1);
});

test("D30: never more holders than tokens, first come first served, and no token is lost", () => {
  const act = fc.record({ does: fc.constantFrom("acquire", "release", "cancel"), which: fc.nat() });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), fc.array(act, { maxLength: 60 }), (limit, acts) => {
      const semaphore = new DeferredSemaphore(limit);
      let holders = 0;
      const served: number[] = [];
      const waiting: { readonly id: number; readonly deferred: Deferred<unknown> }[] = [];
      for (const [id, { does, which }] of acts.entries()) {
        if (does === "acquire") {
          const deferred = semaphore.acquire().addCallback(() => {
            holders += 1;
            served.push(id);
          });
          deferred.addErrback((failure) => void failure.trap(CancelledError));
          if (!served.includes(id)) waiting.push({ id, deferred });
        } else if (does === "cancel" && waiting.length > 0) {
          waiting.splice(which % waiting.length, 1)[0]?.deferred.cancel();
        } else if (does === "release" && holders > 0) {
          holders -= 1;
          const next = waiting.shift();
          semaphore.release();
          if (next !== undefined) assert.equal(served.at(-1), next.id);
        }
        assert.ok(holders <= limit);
        assert.deepEqual([semaphore.tokens, semaphore.waiting], [limit - holders, waiting.length]);
      }
    }),
  );
});

test("100,000 who wait are served, and 100,000 give up, in linear time", () => {
  const semaphore = new DeferredSemaphore(1);
  semaphore.acquire();
  let served = 0;
  const waiting = Array.from({ length: 200_000 }, () =>
    semaphore.acquire().addCallbacks(
      () => {
        served += 1;
      },
      () => undefined,
    ),
  );
  for (let i = 0; i < waiting.length; i += 2) waiting[i]?.cancel();
  assert.equal(semaphore.waiting, 100_000);
  for (let i = 0; i < 100_000; i++) semaphore.release();
  assert.deepEqual([served, semaphore.waiting], [100_000, 0]);
});
