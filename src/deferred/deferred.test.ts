import assert from "node:assert/strict";
import { test } from "node:test";
import { fail, succeed } from "./constructors.ts";
import { Deferred } from "./deferred.ts";
import { AlreadyCalledError, CancelledError } from "./errors.ts";
import { Failure } from "./failure.ts";

const ignore = (): void => {};

test("D1: callbacks run synchronously, in the order added", () => {
  const seen: string[] = [];
  const d = new Deferred<string>();
  d.addCallback((v) => seen.push(`1 ${v}`)).addCallback(() => seen.push("2"));
  d.callback("x");
  assert.deepEqual(seen, ["1 x", "2"]);
  d.addCallback(() => seen.push("3"));
  assert.deepEqual(seen, ["1 x", "2", "3"]);
});

test("D2: each return value replaces the result, on the same Deferred", () => {
  const d = succeed(1);
  const same: unknown = d.addCallback((n) => n + 1);
  assert.equal(same, d);
  assert.equal(d.result, 2);
});

test("D3: the errback of a pair does not catch the pair's own callback", () => {
  const seen: string[] = [];
  succeed(1)
    .addCallbacks(
      () => {
        throw new Error("mine");
      },
      () => seen.push("same pair"),
    )
    .addErrback((f) => seen.push(f.value.message));
  assert.deepEqual(seen, ["mine"]);
});

test("D4: a Failure, fired or returned, takes the errback path", () => {
  const seen: string[] = [];
  const d = new Deferred<number>();
  d.addErrback((f) => seen.push(f.getErrorMessage()));
  d.callback(new Failure(new Error("fired")));
  succeed(1)
    .addCallback(() => new Failure(new Error("returned")))
    .addErrback((f) => seen.push(f.getErrorMessage()));
  assert.deepEqual(seen, ["fired", "returned"]);
});

test("D5: a callback added by a running callback runs after those already there", () => {
  const seen: number[] = [];
  const d = new Deferred<void>();
  d.addCallback(() => {
    seen.push(1);
    d.addCallback(() => seen.push(3));
    assert.deepEqual(seen, [1]);
  });
  d.addCallback(() => seen.push(2));
  d.callback();
  assert.deepEqual(seen, [1, 2, 3]);
});

test("D6: an unfired Deferred that is returned is waited for", () => {
  const inner = new Deferred<number>();
  const seen: number[] = [];
  const outer = succeed(1)
    .addCallback(() => inner)
    .addCallback((n) => seen.push(n));
  assert.deepEqual(seen, []);
  inner.callback(7);
  assert.deepEqual(seen, [7]);
  assert.equal(inner.result, undefined);
  assert.equal(outer.called, true);
});

test("D6, D32: 100,000 nested and 100,000 chained Deferreds take constant stack", () => {
  let nested = new Deferred<number>();
  const innermost = nested;
  for (let i = 0; i < 100_000; i++) {
    const inner = nested;
    nested = succeed(0).addCallback(() => inner);
  }
  innermost.callback(5);
  assert.equal(nested.result, 5);

  const first = new Deferred<number>();
  let last = first;
  for (let i = 0; i < 100_000; i++) {
    const next = new Deferred<number>();
    last.chainDeferred(next); // D32
    last = next;
  }
  first.callback(6);
  assert.equal(last.result, 6);
});

test("D6: one Deferred with 100,000 waiting callbacks takes linear time and constant stack", () => {
  const d = new Deferred<number>();
  const gates: Deferred<number>[] = [];
  for (let i = 0; i < 100_000; i++)
    d.addCallback((n) => {
      const gate = new Deferred<number>();
      gates.push(gate);
      return gate.addCallback(() => n + 1);
    });
  d.callback(0);
  for (let i = 0; i < gates.length; i++) gates[i]?.callback(0);
  assert.equal(d.result, 100_000);
});

test("D7: a fired inner Deferred is robbed of its result, and its error counts as handled", () => {
  const inner = fail(new Error("inner"));
  const seen: unknown[] = [];
  const outer = succeed(1).addCallback(() => inner);
  outer.addErrback((f) => seen.push(f.value.message));
  assert.equal(inner.result, undefined);
  assert.deepEqual(seen, ["inner"]);
});

test("D8: a paused inner Deferred counts as unfired", () => {
  const inner = succeed(3);
  inner.pause();
  const outer = succeed(1).addCallback(() => inner);
  assert.equal(outer.result, inner);
  inner.unpause();
  assert.equal(outer.result, 3);
});

test("D9: a callback that returns its own Deferred is an error, not a hang", () => {
  const d: Deferred<unknown> = succeed<unknown>(1);
  d.addCallback(() => d);
  const seen: string[] = [];
  d.addErrback((f) => seen.push(f.value.name));
  assert.deepEqual(seen, ["TypeError"]);
});

test("D10: firing twice raises AlreadyCalledError to the firer", () => {
  const d = succeed(1);
  assert.throws(() => d.callback(2), AlreadyCalledError);
  assert.throws(() => d.errback(new Error("x")), AlreadyCalledError);
  assert.throws(() => new Deferred<unknown>().callback(new Deferred()), TypeError);
});

test("D11: what errback is given is wrapped, unless it is a Failure already; nothing is an error too", () => {
  const error = new Error("mine");
  const failure = new Failure(error);
  const seen: unknown[] = [];
  for (const given of [error, failure, "text", undefined]) {
    const d = new Deferred<void>();
    d.addErrback((f) => seen.push(f === failure ? "itself" : f.thrown));
    d.errback(given);
  }
  assert.deepEqual(seen, [error, "itself", "text", undefined]);
});

test("D12: with a canceller that does not fire, a later fire is an error", () => {
  let asked = 0;
  const d = new Deferred<number>(() => {
    asked += 1;
  });
  const seen: unknown[] = [];
  d.addErrback((f) => seen.push(f.check(CancelledError)));
  d.cancel();
  assert.deepEqual([asked, seen], [1, [CancelledError]]);
  assert.throws(() => d.callback(1), AlreadyCalledError);
});

test("D13: without a canceller exactly one later fire is swallowed", () => {
  const d = new Deferred<number>();
  d.addErrback(ignore);
  d.cancel();
  d.callback(1);
  assert.throws(() => d.callback(2), AlreadyCalledError);
});

test("D14: cancelling one that waits cancels what it waits for", () => {
  const inner = new Deferred<number>();
  const seen: unknown[] = [];
  const outer = succeed(1).addCallback(() => inner);
  outer.addErrback((f) => seen.push(f.value.name));
  outer.cancel();
  assert.deepEqual(seen, ["CancelledError"]);
});

test("D15: cancelling one that is over does nothing", () => {
  const d = succeed(1);
  d.cancel();
  assert.equal(d.result, 1);
});

test("D16: a canceller may fire the Deferred itself", () => {
  const d = new Deferred<string>((self) => self.callback("kept"));
  d.cancel();
  assert.equal(d.result, "kept");
});

test("D18: pauses are counted, and firing while paused keeps the result", () => {
  const seen: number[] = [];
  const d = new Deferred<number>();
  d.addCallback((n) => seen.push(n));
  d.pause();
  d.pause();
  d.callback(4);
  assert.equal(d.called, true);
  d.unpause();
  assert.deepEqual(seen, []);
  d.unpause();
  assert.deepEqual(seen, [4]);
  assert.throws(() => d.unpause(), RangeError);
});

test("D18: a pause and unpause inside a callback do not run the others early", () => {
  const seen: string[] = [];
  const d = new Deferred<void>();
  d.addCallback(() => {
    d.pause();
    d.unpause();
    seen.push("first ends");
  });
  d.addCallback(() => seen.push("second"));
  d.callback();
  assert.deepEqual(seen, ["first ends", "second"]);
});

test("D5: while the one it is chained to runs, what is added to the source waits for its turn", () => {
  const seen: string[] = [];
  const source = new Deferred<number>();
  const target = new Deferred<number>();
  target.addCallback((n) => {
    source.addCallback((nothing) => seen.push(`added ${nothing}`));
    seen.push(`target ${n}`);
  });
  source.chainDeferred(target).addCallback((nothing) => seen.push(`source ${nothing}`));
  source.callback(1);
  assert.deepEqual(seen, ["target 1", "source undefined", "added 2"]);
});

test("D14: cancelling one that waits through 100,000 others takes constant stack", () => {
  let asked = 0;
  let last = new Deferred<number>(() => {
    asked += 1;
  });
  for (let i = 0; i < 100_000; i++) {
    const inner = last;
    last = succeed(0).addCallback(() => inner);
  }
  last.addErrback((failure) => failure.value.name.length);
  last.cancel();
  assert.deepEqual([asked, last.result], [1, "CancelledError".length]);
});

/** Each returns the next one, and the last the first. */
function circleOf(size: number): Deferred<unknown>[] {
  const circle = Array.from({ length: size }, () => new Deferred<unknown>());
  for (const [i, d] of circle.entries()) d.addCallback(() => circle[(i + 1) % size]);
  for (const d of circle) d.callback(1);
  return circle;
}

test("D9: Deferreds that would wait for each other in a circle are an error, not a hang", () => {
  for (const size of [2, 3, 4, 10, 100]) {
    const seen: unknown[] = [];
    for (const d of circleOf(size)) d.addErrback((failure) => seen.push(failure.value.message));
    assert.equal(seen.length, 1);
    assert.match(String(seen[0]), /waits for it/);
  }
});

test("D9: a circle so large that it was not noticed is an error when it is cancelled", () => {
  for (const size of [102, 103, 1000]) {
    const [first] = circleOf(size);
    assert.throws(() => first?.cancel(), /TypeError: .*circle/);
  }
});

test("D21: await gives the value, or throws the original error", async () => {
  const error = new Error("original");
  assert.equal(await succeed(1), 1);
  await assert.rejects(async () => await fail(error), error);
});

test("await only observes: twice gives the same answer twice, and the chain keeps it", async () => {
  const d = new Deferred<number>();
  const twice = Promise.all([d, d]);
  d.callback(2);
  assert.deepEqual(await twice, [2, 2]);
  assert.equal(await d, 2);
  const failed = fail(new Error("again"));
  await assert.rejects(() => failed.then(), /again/);
  await assert.rejects(() => failed.then(), /again/);
});

test("await of one that is paused, or at work, waits for where the chain stands", async () => {
  const d = succeed(1);
  d.pause();
  const paused = d.then();
  d.addCallback((n) => n + 1);
  d.unpause();
  assert.equal(await paused, 1);
  let during: Promise<unknown> | undefined;
  d.addCallback((n) => {
    during = d.then();
    return n * 10;
  });
  assert.deepEqual([await during, await d], [20, 20]);
});

test("await throws what was thrown, be it an Error or not", async () => {
  const thrown = { not: "an error" };
  await assert.rejects(
    async () => await fail(thrown),
    (reason) => reason === thrown,
  );
  const later = new Deferred<void>();
  const waiting = later.then();
  later.errback("text");
  await assert.rejects(waiting, (reason) => reason === "text");
});

test("a callback may return a promise", async () => {
  const d = succeed(1).addCallback(async (n) => n + 1);
  assert.equal(await d.addCallback((n) => n * 10), 20);
  const broken = succeed(1).addCallback(() => Promise.reject(new Error("no")));
  await assert.rejects(() => broken.then(), /no/);
});

test("a thenable that answers twice, or whose then throws, is one outcome", async () => {
  const twice = { then: (ok: (v: number) => void) => [ok(1), ok(2)] } as unknown as Promise<number>;
  assert.equal(await succeed(0).addCallback(() => twice), 1);
  const hostile = {
    get then(): never {
      throw new Error("hostile");
    },
  } as unknown as Promise<number>;
  await assert.rejects(
    () =>
      succeed(0)
        .addCallback(() => hostile)
        .then(),
    /hostile/,
  );
});

test("D34: an errback that returns normally has cleared the error", () => {
  const d = fail(new Error("x")).addErrback(() => undefined);
  assert.equal(d.result, undefined);
});

test("chaining to a Deferred that has fired already fails the source, and the target keeps its result", () => {
  const target = succeed(1);
  const seen: unknown[] = [];
  const source = new Deferred<number>();
  source.chainDeferred(target).addErrback((f) => seen.push(f.value.name));
  source.callback(2);
  assert.deepEqual(seen, ["AlreadyCalledError"]);
  assert.equal(target.result, 1);
});
