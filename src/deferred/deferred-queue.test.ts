import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Deferred } from "./deferred.ts";
import { DeferredQueue } from "./deferred-queue.ts";
import { QueueClosed, QueueOverflow, QueueUnderflow } from "./errors.ts";
import { Failure } from "./failure.ts";

const endOf = (d: Deferred<unknown>): unknown => {
  let end: unknown;
  d.addBoth((result) => {
    end = result instanceof Failure ? result.value.name : result;
  });
  return end;
};

test("D31: a value goes to the first who waits, before put returns; else it is kept", () => {
  const queue = new DeferredQueue<number>();
  const [first, second] = [queue.get(), queue.get()];
  queue.put(1);
  assert.deepEqual([first.result, second.called], [1, false]);
  queue.put(2);
  queue.put(3);
  assert.deepEqual([second.result, queue.pending, queue.waiting], [2, 1, 0]);
  assert.equal(queue.get().result, 3);
});

test("D31: over its limits it throws, to whoever asked for too much", () => {
  const queue = new DeferredQueue<number>({ size: 1, backlog: 1 });
  queue.put(1);
  assert.throws(() => queue.put(2), QueueOverflow);
  assert.equal(queue.get().result, 1);
  const waiting = queue.get();
  assert.throws(() => queue.get(), QueueUnderflow);
  queue.put(3);
  assert.equal(waiting.result, 3);
  const direct = new DeferredQueue<number>({ size: 0 });
  assert.throws(() => direct.put(1), QueueOverflow);
  for (const wrong of [{ size: -1 }, { backlog: Number.NaN }])
    assert.throws(() => new DeferredQueue(wrong), RangeError);
});

test("D31: one that gives up makes room, and takes no value", () => {
  const queue = new DeferredQueue<number>({ backlog: 1 });
  const gone = queue.get();
  gone.cancel();
  assert.equal(endOf(gone), "CancelledError");
  const next = queue.get();
  queue.put(1);
  assert.equal(next.result, 1);

  const abort = new AbortController();
  const aborted = queue.get({ signal: abort.signal });
  abort.abort();
  assert.deepEqual([endOf(aborted), queue.waiting], ["CancelledError", 0]);
  queue.put(2);
  assert.equal(endOf(queue.get({ signal: abort.signal })), "CancelledError");
  assert.equal(queue.pending, 1);
});

test("a waiter that an outsider fires gets no value: it goes to the one behind", () => {
  const queue = new DeferredQueue<string>();
  const [fired, next] = [queue.get(), queue.get()];
  fired.callback("from outside");
  queue.put("value");
  assert.deepEqual([fired.result, next.result], ["from outside", "value"]);
});

test("a queue that is closed gives out what it has, and then fails; nothing can be put", () => {
  const queue = new DeferredQueue<number>();
  queue.put(1);
  queue.close();
  assert.equal(queue.closed, true);
  assert.throws(() => queue.put(2), QueueClosed);
  assert.equal(queue.get().result, 1);
  assert.equal(endOf(queue.get()), "QueueClosed");
  queue.close();

  const other = new DeferredQueue<number>();
  const waiting = [other.get(), other.get()];
  other.close();
  assert.deepEqual(waiting.map(endOf), ["QueueClosed", "QueueClosed"]);
});

test("for await gives each value in turn, and ends when the queue is closed and empty", async () => {
  const queue = new DeferredQueue<number>();
  const seen: number[] = [];
  const loop = (async () => {
    for await (const value of queue) seen.push(value);
    return "over";
  })();
  for (let i = 0; i < 3; i++) {
    queue.put(i);
    await new Promise((resolve) => setImmediate(resolve));
  }
  queue.put(3);
  queue.put(4);
  queue.close();
  assert.equal(await loop, "over");
  assert.deepEqual(seen, [0, 1, 2, 3, 4]);
});

test("a for await that is left keeps nothing: the values it did not come to are there for others", async () => {
  const queue = new DeferredQueue<number>();
  for (let i = 0; i < 4; i++) queue.put(i);
  for await (const value of queue) if (value === 1) break;
  assert.deepEqual([queue.pending, queue.waiting], [2, 0]);
  await assert.rejects(async () => {
    for await (const value of queue) throw new Error(`${value}`);
  }, /2/);
  assert.equal(queue.get().result, 3);
});

test("an iterator that is ended while it waits gives its place up, and is over", async () => {
  const queue = new DeferredQueue<number>();
  const values = queue[Symbol.asyncIterator]();
  const next = values.next();
  assert.equal(queue.waiting, 1);
  await values.return?.();
  assert.equal(queue.waiting, 0);
  assert.deepEqual(await next, { value: undefined, done: true });
  queue.put(1);
  assert.deepEqual(await values.next(), { value: undefined, done: true });
  assert.equal(queue.pending, 1);
});

test("D31: it does what two arrays do, whatever is put, got and given up", () => {
  const act = fc.record({ does: fc.constantFrom("put", "get", "cancel"), which: fc.nat() });
  const limit = fc.option(fc.nat(3), { nil: Number.POSITIVE_INFINITY });
  fc.assert(
    fc.property(limit, limit, fc.array(act, { maxLength: 60 }), (size, backlog, acts) => {
      const queue = new DeferredQueue<number>({ size, backlog });
      const pending: number[] = [];
      const waiting: { readonly id: number; readonly deferred: Deferred<unknown> }[] = [];
      const got: string[] = [];
      const expected: string[] = [];
      for (const [id, { does, which }] of acts.entries()) {
        if (does === "put") {
          const waiter = waiting.shift();
          if (waiter !== undefined) expected.push(`${waiter.id} got ${id}`);
          if (waiter === undefined && pending.length >= size)
            assert.throws(() => queue.put(id), QueueOverflow);
          else {
            if (waiter === undefined) pending.push(id);
            queue.put(id);
          }
        } else if (does === "get") {
          if (pending.length === 0 && waiting.length >= backlog) {
            assert.throws(() => queue.get(), QueueUnderflow);
            continue;
          }
          const kept = pending.shift();
          if (kept !== undefined) expected.push(`${id} got ${kept}`);
          const deferred = queue.get().addCallbacks(
            (value) => void got.push(`${id} got ${value}`),
            () => undefined,
          );
          if (kept === undefined) waiting.push({ id, deferred });
        } else if (waiting.length > 0)
          waiting.splice(which % waiting.length, 1)[0]?.deferred.cancel();
        assert.deepEqual([queue.pending, queue.waiting], [pending.length, waiting.length]);
      }
      assert.deepEqual(got, expected);
    }),
  );
});

test("a million values go through in linear time, kept or waited for", () => {
  const queue = new DeferredQueue<number>();
  let sum = 0;
  for (let i = 0; i < 500_000; i++) queue.put(1);
  for (let i = 0; i < 1_000_000; i++)
    queue.get().addCallback((value) => {
      sum += value;
    });
  for (let i = 0; i < 500_000; i++) queue.put(1);
  assert.equal(sum, 1_000_000);
});
