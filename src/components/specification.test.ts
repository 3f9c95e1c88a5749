import assert from "node:assert/strict";
import { test } from "node:test";
import { defineInterface, type Interface } from "./interface.ts";
import {
  declare,
  interfacesOf,
  isInterface,
  keyOf,
  orderOf,
  orderOfSpecification,
  ownDeclaration,
} from "./specification.ts";

const define = (id: string, ...bases: Interface<unknown>[]): Interface<unknown> =>
  defineInterface<unknown, Interface<unknown>[]>(`t.spec.${id}`, bases, {});
const IRoot = define("IRoot");
const ILeft = define("ILeft", IRoot);
const IRight = define("IRight", IRoot);
const IBoth = define("IBoth", ILeft, IRight);
const heritable = { only: false, heritable: true };
const names = (thing: unknown): unknown[] =>
  orderOf(thing).map((k) =>
    typeof k === "string" ? k.replace("t.spec.", "") : k.constructor.name,
  );

test("interfaces count before what they extend, each once", () => {
  assert.deepEqual(
    orderOfSpecification(IBoth).map((k) => String(k).replace("t.spec.", "")),
    ["IBoth", "ILeft", "IRight", "IRoot"],
  );
});

test("own declarations, then class, base class and shared base interfaces last", () => {
  class Base {}
  class Sub extends Base {}
  declare(Base.prototype, [IRight], heritable);
  declare(Sub.prototype, [ILeft], heritable);
  const thing = new Sub();
  declare(thing, [define("IOwn")], heritable);
  assert.deepEqual(names(thing).slice(1), [
    "IOwn",
    "Sub",
    "ILeft",
    "Base",
    "IRight",
    "IRoot",
    "Object",
  ]);
});

test("a declaration on a base made after its subclass was asked is seen", () => {
  class Base {}
  class Sub extends Base {}
  declare(Sub.prototype, [ILeft], heritable);
  const thing = new Sub();
  assert.equal(interfacesOf(thing).has(IRight.id), false);
  declare(Base.prototype, [IRight], heritable);
  assert.equal(interfacesOf(thing).has(IRight.id), true);
  declare(Base.prototype, [], heritable);
  assert.equal(interfacesOf(thing).has(IRight.id), false);
});

test("declaring on single objects leaves the answers of others as they are", () => {
  class Base {}
  declare(Base.prototype, [ILeft], heritable);
  const before = interfacesOf(new Base());
  for (let i = 0; i < 3; i++) declare(new Base(), [IRight], heritable);
  assert.equal(interfacesOf(new Base()), before);
});

test("an object that was made from another inherits its declarations", () => {
  const original = {};
  declare(original, [ILeft], heritable);
  assert.ok(interfacesOf(Object.create(original)).has(ILeft.id));
  assert.equal(ownDeclaration(Object.create(original) as object), undefined);
});

test("proxies answer for their target, by whichever trap they forward", () => {
  class Thing {}
  declare(Thing.prototype, [ILeft], heritable);
  const thing = new Thing();
  declare(thing, [IRight], heritable);
  const order = names(thing).slice(1);
  assert.deepEqual(names(new Proxy(thing, {})).slice(1), order);
  const getOnly = new Proxy({}, { get: (_, key) => Reflect.get(thing, key) });
  assert.ok(interfacesOf(getOnly).has(ILeft.id) && interfacesOf(getOnly).has(IRight.id));
  assert.deepEqual(names(getOnly).slice(1, order.length), order.slice(0, -1));
});

test("a mock that has an answer to everything provides nothing", () => {
  const mock: unknown = new Proxy(() => mock, { get: () => mock });
  assert.equal(interfacesOf(mock).size, 0);
  assert.ok(orderOf(mock).length > 0);
});

test("primitives are of their class; null and undefined of none", () => {
  assert.deepEqual(names("text"), ["String", "Object"]);
  assert.deepEqual(names(1), ["Number", "Object"]);
  assert.deepEqual(names(null), []);
  assert.deepEqual(names(undefined), []);
  assert.equal(interfacesOf(null).size, 0);
});

test("interfaces are told from classes", () => {
  class WithId {
    static id = "x";
  }
  assert.ok(isInterface(IRoot));
  assert.equal(isInterface(WithId), false);
  assert.equal(keyOf(WithId), WithId.prototype);
  assert.equal(keyOf(IRoot), "t.spec.IRoot");
});
