import assert from "node:assert/strict";
import { test } from "node:test";
import { fail, succeed } from "./constructors.ts";
import { Deferred } from "./deferred.ts";
import { CancelledError, NotACoroutineError } from "./errors.ts";
import { ensureDeferred, inlineCallbacks } from "./inline-callbacks.ts";

type Steps<T> = Generator<Deferred<unknown>, T, never>;

test("D22: the generator is resumed synchronously with the value, and its return is the result", () => {
  const gate = new Deferred<number>();
  const d = inlineCallbacks(function* () {
    const n = yield* gate;
    return n * 2;
  });
  assert.equal(d.called, false);
  gate.callback(4);
  assert.equal(d.result, 8);
});

test("D22: a failed Deferred throws its error at the yield", () => {
  const error = new Error("mine");
  const caught = inlineCallbacks(function* () {
    try {
      yield* fail(error);
    } catch (thrown) {
      return thrown;
    }
    return "not caught";
  });
  assert.equal(caught.result, error);
  const seen: unknown[] = [];
  inlineCallbacks(function* () {
    yield* fail(error);
  }).addErrback((failure) => seen.push(failure.value));
  assert.deepEqual(seen, [error]);
});

test("D22: 100,000 Deferreds that have fired take constant stack", () => {
  const d = inlineCallbacks(function* () {
    let sum = 0;
    for (let i = 0; i < 100_000; i++) sum += yield* succeed(1);
    return sum;
  });
  assert.equal(d.result, 100_000);
});

test("D22: 100,000 generators that wait for each other take constant stack", () => {
  const add = function* (before: Deferred<number>): Generator<Deferred<unknown>, number, unknown> {
    return (yield* before) + 1;
  };
  const first = new Deferred<number>();
  let last = first;
  for (let i = 0; i < 100_000; i++) last = inlineCallbacks(add, last);
  first.callback(0);
  assert.equal(last.result, 100_000);
});

test("D22: the generator takes the result, as a callback that returns nothing", () => {
  const gate = new Deferred<number>();
  const seen: unknown[] = [];
  inlineCallbacks(function* () {
    seen.push(yield* gate);
    gate.addCallback((n) => seen.push(`added in between: ${n}`));
    yield* new Deferred<void>();
  });
  gate.addCallback((n) => seen.push(`after: ${n}`));
  gate.callback(1);
  assert.deepEqual(seen, [1, "after: undefined", "added in between: 2"]);
});

test("D22: what is no Deferred is sent straight back", () => {
  const body = function* (): Generator<unknown, unknown, unknown> {
    return [yield 1, yield "two", yield undefined];
  };
  const d = inlineCallbacks(body as () => Steps<unknown>);
  assert.deepEqual(d.result, [1, "two", undefined]);
});

test("D22: an answer that comes while it is asked for is taken up when the asking is over", () => {
  const seen: string[] = [];
  const shared = new Deferred<void>();
  const first = succeed(0).addCallback(() => shared);
  const second = succeed(0).addCallback(() => shared);
  for (const [name, gate] of [["a", first] as const, ["b", second] as const])
    inlineCallbacks(function* () {
      yield* gate;
      yield* shared;
      seen.push(name);
    });
  shared.callback();
  assert.deepEqual(seen, ["b", "a"]); // as Twisted does
});

test("D22: a promise that is yielded is waited for", async () => {
  const d = inlineCallbacks(function* () {
    return (yield Promise.resolve(5) as unknown as Deferred<number>) as number;
  });
  assert.equal(await d, 5);
});

test("D22: a thing whose then cannot be read throws at the yield, and the generator goes on", () => {
  const hostile = {
    get then(): never {
      throw new Error("hostile");
    },
  };
  const d = inlineCallbacks(function* () {
    const seen: string[] = [];
    for (let i = 0; i < 2; i++)
      try {
        yield hostile as unknown as Deferred<void>;
      } catch (thrown) {
        seen.push((thrown as Error).message);
      }
    return seen;
  });
  assert.deepEqual(d.result, ["hostile", "hostile"]);
});

test("what is thrown and is no Error comes out at the yield as it was", () => {
  const d = inlineCallbacks(function* () {
    try {
      yield* fail("text");
    } catch (thrown) {
      return thrown;
    }
    return "not caught";
  });
  assert.equal(d.result, "text");
});

test("ensureDeferred: a Deferred as it is, a promise, a generator; anything else is an error", async () => {
  const d = succeed(1);
  assert.equal(ensureDeferred(d), d);
  assert.equal(await ensureDeferred(Promise.resolve(2)), 2);
  const work = (function* (n: number) {
    return (yield* succeed(n)) * 2;
  })(3);
  assert.equal(ensureDeferred(work).result, 6);
  for (const wrong of [1, "text", null, undefined, () => d, [d]])
    assert.throws(() => ensureDeferred(wrong as unknown as Deferred<number>), NotACoroutineError);
});

test("D23: a function that gives no generator is a TypeError which names it", () => {
  const plain = (): number => 1;
  assert.throws(() => inlineCallbacks(plain as unknown as () => Steps<void>), /TypeError.*plain/);
  const nothing = (): void => {};
  assert.throws(() => inlineCallbacks(nothing as () => Steps<void>), /TypeError.*nothing/);
});

test("D24: cancelling cancels what is waited for, and CancelledError is thrown at the yield", () => {
  let asked = 0;
  const gate = new Deferred<void>(() => {
    asked += 1;
  });
  let cleaned = false;
  const d = inlineCallbacks(function* () {
    try {
      yield* gate;
    } finally {
      cleaned = true;
    }
  });
  const seen: unknown[] = [];
  d.addErrback((failure) => seen.push(failure.check(CancelledError)));
  d.cancel();
  assert.deepEqual([asked, cleaned, seen], [1, true, [CancelledError]]);
});

test("D24: a cancel goes through 100,000 generators that wait for each other, in constant stack", () => {
  const add = function* (before: Deferred<number>): Generator<Deferred<unknown>, number, unknown> {
    try {
      return (yield* before) + 1;
    } finally {
      ended += 1;
    }
  };
  let ended = 0;
  let asked = 0;
  let last = new Deferred<number>(() => {
    asked += 1;
  });
  for (let i = 0; i < 100_000; i++) last = inlineCallbacks(add, last);
  let failure: unknown;
  last.addErrback((f) => {
    failure = f.check(CancelledError);
  });
  last.cancel();
  assert.deepEqual([asked, ended, failure], [1, 100_000, CancelledError]);
});

test("D24: the generator may swallow the cancellation and return normally", () => {
  const d = inlineCallbacks(function* () {
    try {
      yield* new Deferred<void>();
    } catch {
      return "kept";
    }
    return "lost";
  });
  d.cancel();
  assert.equal(d.result, "kept");
});

test("D24: it may swallow it and wait again, and be cancelled again, as often as need be", () => {
  const gates = [0, 1, 2].map(() => new Deferred<string>());
  let cancelled = 0;
  const d = inlineCallbacks(function* () {
    for (const gate of gates.slice(0, 2)) {
      try {
        yield* gate;
      } catch {
        cancelled += 1;
      }
    }
    return yield* gates[2]!;
  });
  const seen: string[] = [];
  d.addCallback((value) => seen.push(value));
  d.cancel();
  assert.deepEqual([cancelled, seen], [1, []]);
  d.cancel();
  assert.deepEqual([cancelled, seen], [2, []]);
  gates[2]?.callback("end");
  assert.deepEqual(seen, ["end"]);
});

test("D24: cancelled again while it waits again, an uncaught CancelledError is the result", () => {
  const d = inlineCallbacks(function* () {
    try {
      yield* new Deferred<void>();
    } catch {
      yield* new Deferred<void>();
    }
  });
  const seen: unknown[] = [];
  d.addErrback((failure) => seen.push(failure.value.name));
  d.cancel();
  assert.deepEqual(seen, []);
  d.cancel();
  assert.deepEqual(seen, ["CancelledError"]);
});

test("D24: cancelled from inside, what it waits for next is cancelled", () => {
  const start = new Deferred<void>();
  const last = new Deferred<string>();
  const cancel = (): void => d.cancel();
  const d = inlineCallbacks(function* () {
    yield* start;
    cancel();
    const n = yield* succeed(1);
    try {
      yield* new Deferred<void>();
    } catch (thrown) {
      // The one cancellation is used up: this wait is an ordinary one.
      return [n, (thrown as Error).name, yield* last];
    }
    return [];
  });
  start.callback();
  last.callback("end");
  let result: unknown;
  d.addCallback((value) => {
    result = value;
  });
  assert.deepEqual(result, [1, "CancelledError", "end"]);
});

test("D24: cancelled from inside, and over without waiting again, it keeps its result", () => {
  const start = new Deferred<void>();
  const cancel = (): void => d.cancel();
  const d = inlineCallbacks(function* () {
    yield* start;
    cancel();
    return "kept";
  });
  start.callback();
  assert.equal(d.result, "kept");
});

test("D24: the callbacks of the result run when what it waited for has been cancelled, not meanwhile", () => {
  const seen: string[] = [];
  const gate = new Deferred<void>();
  const d = inlineCallbacks(function* () {
    yield* gate;
  });
  gate.addCallback(() => seen.push("the gate's own"));
  d.addErrback(() => seen.push("the result's"));
  d.cancel();
  assert.deepEqual(seen, ["the gate's own", "the result's"]);
});

test("D24: a canceller that cancels the result again changes nothing", () => {
  let asked = 0;
  const gate = new Deferred<void>(() => {
    asked += 1;
    again();
  });
  const d = inlineCallbacks(function* () {
    yield* gate;
  });
  const again = (): void => d.cancel();
  const seen: string[] = [];
  d.addErrback((failure) => seen.push(failure.value.name));
  d.cancel();
  assert.deepEqual([asked, seen], [1, ["CancelledError"]]);
});

test("D24: cancelled while it is paused, it has the generator's end when it goes on", () => {
  const gate = new Deferred<number>();
  const d = inlineCallbacks(function* () {
    return yield* gate;
  });
  d.pause();
  d.cancel();
  gate.callback(7);
  d.unpause();
  assert.equal(d.result, 7);
});

test("D24: a canceller that throws is the failure of the result", () => {
  const gate = new Deferred<void>(() => {
    throw new RangeError("mine");
  });
  const d = inlineCallbacks(function* () {
    yield* gate;
  });
  const seen: string[] = [];
  d.addErrback((failure) => seen.push(failure.value.message));
  d.cancel();
  assert.deepEqual(seen, ["mine"]);
});

test("a generator may return a Deferred or a promise: it is waited for, and cancelled", async () => {
  const gate = new Deferred<number>();
  const d = inlineCallbacks(function* () {
    yield* succeed(1);
    return gate;
  });
  const seen: string[] = [];
  d.addErrback((failure) => seen.push(failure.value.name));
  d.cancel();
  assert.deepEqual(seen, ["CancelledError"]);
  const promised = inlineCallbacks(function* () {
    yield* succeed(1);
    return Promise.resolve(2);
  });
  assert.equal(await promised, 2);
});
