import assert from "node:assert/strict";
import { test } from "node:test";
import { AtOnce, ThrownAtOnce, Yielded } from "./yielded.ts";

const iterable = <D, T>(iterator: Iterator<D, T, unknown>): Iterable<D, T, unknown> => ({
  [Symbol.iterator]: () => iterator,
});

function* wait(d: string): Generator<string, number, unknown> {
  return yield* iterable(new Yielded<string, number>(d));
}

test("yield* gives out the thing waited for, and its value is the answer", () => {
  const generator = wait("d");
  assert.deepEqual([generator.next(0).value, generator.next(7)], ["d", { value: 7, done: true }]);
});

test("an answer of undefined is an answer", () => {
  const yielded = new Yielded("d");
  yielded.next(undefined);
  assert.deepEqual([yielded.next(undefined).done, yielded.value], [true, undefined]);
});

test("what is thrown in comes out, and can be caught at the yield*", () => {
  const error = new Error("mine");
  const generator = wait("d");
  generator.next(0);
  assert.throws(() => generator.throw(error), error);
  const caught = (function* (): Generator<string, unknown, unknown> {
    try {
      return yield* wait("d");
    } catch (thrown) {
      return thrown;
    }
  })();
  caught.next(0);
  assert.deepEqual(caught.throw(error), { value: error, done: true });
});

test("a generator that is closed at the yield* runs its finally blocks", () => {
  let closed = false;
  const generator = (function* (): Generator<string, number, unknown> {
    try {
      return yield* wait("d");
    } finally {
      closed = true;
    }
  })();
  generator.next(0);
  assert.deepEqual([generator.return(3), closed], [{ value: 3, done: true }, true]);
});

test("a result that is here already is the value, or is thrown, and nothing is yielded", () => {
  const error = new Error("mine");
  const generator = (function* (): Generator<never, unknown, unknown> {
    const value = yield* iterable<never, number>(new AtOnce(4));
    try {
      yield* iterable<never, unknown>(new ThrownAtOnce(error));
    } catch (thrown) {
      return [value, thrown];
    }
    return "not thrown";
  })();
  assert.deepEqual(generator.next(undefined), { value: [4, error], done: true });
});
