import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { type ContextBinder, inContext, setContextBinder } from "./context.ts";
import { Deferred } from "./deferred.ts";
import { inlineCallbacks } from "./inline-callbacks.ts";

/** The least that can be a context: one variable. */
let current = "none";
function within<R>(name: string, f: () => R): R {
  const before = current;
  current = name;
  try {
    return f();
  } finally {
    current = before;
  }
}
const binder: ContextBinder = (f) => {
  const name = current;
  return (value) => within(name, () => f(value));
};
const setBinder = (): void => setContextBinder(binder);
afterEach(() => setContextBinder(null));

test("D25: a callback runs in the context in which it was added, whoever fires", () => {
  setBinder();
  const seen: string[] = [];
  const d = new Deferred<void>();
  within("adder", () => d.addCallback(() => seen.push(current)));
  within("other", () => d.addBoth(() => seen.push(current)));
  within("firer", () => d.callback());
  within("late", () => d.addCallback(() => seen.push(current)));
  assert.deepEqual(seen, ["adder", "other", "late"]);
});

test("D25: a generator has the context of its start at every step", () => {
  setBinder();
  const seen: string[] = [];
  const gates = [new Deferred<void>(), new Deferred<void>()];
  const d = within("start", () =>
    inlineCallbacks(function* () {
      seen.push(current);
      yield* gates[0]!;
      seen.push(current);
      try {
        yield* gates[1]!;
      } catch {
        seen.push(current);
      }
    }),
  );
  within("firer", () => gates[0]?.callback());
  within("breaker", () => gates[1]?.errback(new Error("x")));
  assert.equal(d.called, true);
  assert.deepEqual(seen, ["start", "start", "start"]);
});

test("D25: without a binder a callback runs where the Deferred is fired, as in Twisted", () => {
  const seen: string[] = [];
  const d = new Deferred<void>();
  within("adder", () => d.addCallback(() => seen.push(current)));
  within("firer", () => d.callback());
  assert.deepEqual(seen, ["firer"]);
});

test("an errback that is bound gives its failure, and what it throws goes on down the chain", () => {
  setBinder();
  const seen: string[] = [];
  const d = new Deferred<void>();
  d.addErrback((failure) => {
    throw new Error(`after ${failure.value.message}`);
  }).addErrback((failure) => seen.push(failure.value.message));
  d.errback(new Error("x"));
  assert.deepEqual(seen, ["after x"]);
});

test("inContext binds any function to the context of now, and gives it back where none is kept", () => {
  const read = (): string => current;
  assert.equal(inContext(read), read);
  setBinder();
  const bound = within("then", () => inContext(read));
  assert.equal(
    within("other", () => bound(undefined)),
    "then",
  );
});
