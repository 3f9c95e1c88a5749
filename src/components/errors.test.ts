import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BrokenImplementation,
  BrokenMethodImplementation,
  CannotAdapt,
  DoesNotImplement,
  DuplicateAdapter,
} from "./errors.ts";
import { defineInterface, type Interface } from "./interface.ts";

const IEmpty: Interface<object> = defineInterface("t.errors.IEmpty", [], {});

test("CannotAdapt names the object's class and the interface, and keeps both", () => {
  class Stone {}
  const stone = new Stone();
  const cause = new Error("why");
  const error = new CannotAdapt(stone, IEmpty as Interface<unknown>, { cause });
  assert.equal(error.message, "cannot adapt an instance of Stone to t.errors.IEmpty");
  assert.equal(error.name, "CannotAdapt");
  assert.equal(error.thing, stone);
  assert.equal(error.interface, IEmpty);
  assert.equal(error.cause, cause);
  assert.ok(error instanceof TypeError);
});

test("every broken promise is a BrokenImplementation, and lists what it consists of", () => {
  const one = new DoesNotImplement("a");
  const two = new BrokenMethodImplementation("b");
  assert.deepEqual([one.name, two.name], ["DoesNotImplement", "BrokenMethodImplementation"]);
  assert.deepEqual(one.errors, [one]);
  const both = new BrokenImplementation("both", { errors: [one, two] });
  assert.deepEqual(both.errors, [one, two]);
  assert.ok(one instanceof BrokenImplementation && two instanceof BrokenImplementation);
});

test("causes are kept", () => {
  const cause = new Error("why");
  for (const Class of [DuplicateAdapter, BrokenImplementation, DoesNotImplement])
    assert.equal(new Class("m", { cause }).cause, cause);
});
