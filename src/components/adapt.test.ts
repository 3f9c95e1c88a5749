import assert from "node:assert/strict";
import { test } from "node:test";
import { adapt, adaptAsDeclared, adaptOr, conform, declareConform } from "./adapt.ts";
import { directlyProvides } from "./declarations.ts";
import { CannotAdapt } from "./errors.ts";
import { defineInterface, type Interface } from "./interface.ts";

const IFoo: Interface<object> = defineInterface("t.adapt.IFoo", [], {});
const none = { queryAdapter: () => null };
const adapted = {};
const some = { queryAdapter: () => adapted as never };

test("first the thing is asked, then its declarations, then the adapters", () => {
  const own = {};
  const thing = directlyProvides({ [conform]: (): object | null => own }, IFoo);
  assert.equal(adapt(some, thing, IFoo), own);
  thing[conform] = () => null;
  assert.equal(adapt(some, thing, IFoo), thing);
  assert.equal(adapt(some, {}, IFoo), adapted);
});

test("conform is told the interface, and that null leaves it to the adapters", () => {
  const asked: unknown[] = [];
  const thing = { [conform]: (iface: unknown) => void asked.push(iface) };
  assert.equal(adaptOr(none, thing, IFoo, "otherwise"), "otherwise");
  assert.deepEqual(asked, [IFoo]);
});

test("an adapter that returns null cannot adapt", () => {
  assert.throws(() => adapt(none, {}, IFoo), CannotAdapt);
  assert.equal(adaptOr(none, {}, IFoo, null), null);
});

test("null and undefined are never adapted", () => {
  for (const nothing of [null, undefined])
    assert.throws(() => adapt(some, nothing, IFoo), CannotAdapt);
});

test("an error in an adapter or in conform reaches the caller", () => {
  const boom = (): never => {
    throw new RangeError("boom");
  };
  assert.throws(() => adaptOr({ queryAdapter: boom }, {}, IFoo, null), RangeError);
  assert.throws(() => adaptOr(none, { [conform]: boom }, IFoo, null), RangeError);
});

test("adaptAsDeclared does not ask the thing", () => {
  const thing = directlyProvides({ [conform]: () => ({}) }, IFoo);
  assert.equal(adaptAsDeclared(none, thing, IFoo), thing);
  assert.equal(adaptAsDeclared(none, {}, IFoo), null);
});

test("declareConform gives a class the method, hidden from enumeration", () => {
  class Thing {
    readonly foo = {};
  }
  declareConform(Thing, (thing) => thing.foo);
  const thing = new Thing();
  assert.equal(adapt(none, thing, IFoo), thing.foo);
  assert.deepEqual(Object.keys(Thing.prototype), []);
});
