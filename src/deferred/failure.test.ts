import assert from "node:assert/strict";
import { test } from "node:test";
import { fail } from "./constructors.ts";
import { CancelledError, NonErrorThrown } from "./errors.ts";
import { Failure } from "./failure.ts";

class Base extends Error {}
class Derived extends Base {}

test("D33: check gives the first kind that matches, subclasses included", () => {
  const failure = new Failure(new Derived("x"));
  assert.equal(failure.check(TypeError, Base, Derived), Base);
  assert.equal(failure.check(TypeError), undefined);
  assert.equal(failure.type, Derived);
});

test("D33: kinds may be names: of the error, its class, or a class above it", () => {
  const failure = new Failure(new Derived("x"));
  assert.equal(failure.check("TypeError", "Base"), "Base");
  assert.equal(failure.check("Derived"), "Derived");
  assert.equal(failure.check("Error"), "Error");
  assert.equal(failure.check("Object"), "Object");
  const remote = Object.assign(new Error("x"), { name: "far.away.Error" });
  assert.equal(new Failure(remote).check("far.away.Error"), "far.away.Error");
});

test("D33: trap throws the Failure itself where nothing matches, and the chain goes on with it", () => {
  const failure = new Failure(new Derived("x"));
  assert.equal(failure.trap(Base), Base);
  assert.throws(
    () => failure.trap(TypeError),
    (thrown) => thrown === failure,
  );
  const seen: unknown[] = [];
  const error = new Base("y");
  fail(error)
    .addErrback((f) => f.trap(CancelledError))
    .addErrback((f) => seen.push(f.value));
  assert.deepEqual(seen, [error]);
});

test("a Failure of a Failure is of the same error", () => {
  const error = new Error("x");
  assert.equal(new Failure(new Failure(error)).value, error);
});

test("what is thrown and is no Error becomes the cause of one, however hostile", () => {
  const bare = Object.create(null) as object;
  const hostile = {
    toString(): string {
      throw new Error("no");
    },
  };
  for (const thrown of ["text", undefined, null, 4, Symbol("s"), bare, hostile]) {
    const { value } = new Failure(thrown);
    assert.ok(value instanceof NonErrorThrown);
    assert.equal(value.cause, thrown);
    assert.equal(new Failure(thrown).thrown, thrown);
  }
  const error = new Error("mine");
  assert.equal(new Failure(error).thrown, error);
});

test("raiseException and throwExceptionIntoGenerator throw it again, as it was", () => {
  const error = new Derived("x");
  assert.throws(() => new Failure(error).raiseException(), error);
  assert.throws(
    () => new Failure("text").raiseException(),
    (thrown) => thrown === "text",
  );
  const caught = (function* (): Generator<number, unknown, void> {
    try {
      yield 1;
    } catch (thrown) {
      yield 2;
      return thrown;
    }
    return "not caught";
  })();
  caught.next();
  assert.deepEqual(new Failure(error).throwExceptionIntoGenerator(caught), {
    value: 2,
    done: false,
  });
  assert.equal(caught.next().value, error);
});

test("the traceback goes down the causes, and ends where they go round", () => {
  const low = new Error("low");
  const high = new Error("high", { cause: low });
  low.cause = high;
  const text = new Failure(high).getTraceback();
  assert.match(text, /high[\s\S]*Caused by: Error: low/);
  assert.equal(text.match(/Caused by/g)?.length, 1);
});

test("the traceback of a group has that of each of its errors", () => {
  const cause = new Error("below");
  const errors = [new Error("first", { cause }), new RangeError("second"), "text"];
  const text = new Failure(new AggregateError(errors, "all failed")).getTraceback();
  assert.match(text, /all failed[\s\S]*#0: Error: first[\s\S]*Caused by: Error: below/);
  assert.match(text, /#1: RangeError: second/);
  const round = new AggregateError([], "round");
  round.errors.push(round);
  assert.equal(new Failure(round).getTraceback().match(/round/g)?.length, 1);
});

test("the short forms", () => {
  const failure = new Failure(new TypeError("x"));
  assert.equal(failure.getBriefTraceback(), "TypeError: x");
  assert.equal(failure.getErrorMessage(), "x");
  assert.equal(new Failure(new TypeError()).getErrorMessage(), "TypeError");
  assert.equal(String(failure), "[Failure TypeError: x]");
});
