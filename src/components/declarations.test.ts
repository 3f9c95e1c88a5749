import assert from "node:assert/strict";
import { test } from "node:test";
import * as self from "./declarations.test.ts";
import {
  alsoProvides,
  directlyProvidedBy,
  directlyProvides,
  implementedBy,
  implementer,
  implementerOnly,
  moduleProvides,
  noLongerProvides,
  providedBy,
} from "./declarations.ts";
import { defineInterface, type Interface } from "./interface.ts";

const define = (id: string, ...bases: Interface<unknown>[]): Interface<unknown> =>
  defineInterface<unknown, Interface<unknown>[]>(`t.declarations.${id}`, bases, {});
const IRoot = define("IRoot");
const IFoo = define("IFoo", IRoot);
const IBar = define("IBar");
const IBaz = define("IBaz");

test("implementer: instances of the class and of its subclasses provide", () => {
  class Base {}
  class Sub extends Base {}
  implementer(IFoo, IBar)(Base);
  for (const thing of [new Base(), new Sub()])
    assert.deepEqual(providedBy(thing), [IFoo, IRoot, IBar]);
  assert.deepEqual(providedBy(Base), []);
});

test("implementer adds to what was declared, and declares nothing twice", () => {
  class Foo {}
  implementer(IFoo)(Foo);
  implementer(IBar, IFoo)(Foo);
  assert.deepEqual(implementedBy(Foo), [IFoo, IRoot, IBar]);
});

test("a subclass's declarations precede its base's", () => {
  class Base {}
  class Sub extends Base {}
  implementer(IFoo)(Base);
  implementer(IBar)(Sub);
  assert.deepEqual(implementedBy(Sub), [IBar, IFoo, IRoot]);
  assert.deepEqual(implementedBy(Base), [IFoo, IRoot]);
});

test("implementerOnly cuts off what was declared before and what is inherited", () => {
  class Base {}
  class Sub extends Base {}
  class SubSub extends Sub {}
  implementer(IFoo)(Base);
  implementer(IBaz)(Sub);
  implementerOnly(IBar)(Sub);
  assert.deepEqual(implementedBy(Sub), [IBar]);
  implementer(IBaz)(SubSub);
  assert.deepEqual(implementedBy(SubSub), [IBaz, IBar]);
  implementer(IBaz)(Sub);
  assert.deepEqual(implementedBy(Sub), [IBar, IBaz]);
});

test("directlyProvides replaces the object's own declarations, not its class's", () => {
  class Foo {}
  implementer(IFoo)(Foo);
  const thing = new Foo();
  assert.equal(directlyProvides(thing, IBar), thing);
  assert.deepEqual(providedBy(thing), [IBar, IFoo, IRoot]);
  directlyProvides(thing, IBaz);
  assert.deepEqual(providedBy(thing), [IBaz, IFoo, IRoot]);
  directlyProvides(thing);
  assert.deepEqual(providedBy(thing), [IFoo, IRoot]);
  assert.deepEqual(providedBy(new Foo()), [IFoo, IRoot]);
});

test("alsoProvides adds, and declares nothing twice", () => {
  const thing = directlyProvides({}, IBar);
  assert.equal(alsoProvides(thing, IBaz, IBar), thing);
  assert.deepEqual(directlyProvidedBy(thing), [IBar, IBaz]);
});

test("noLongerProvides takes back the interface and what extends it", () => {
  const thing = directlyProvides({}, IFoo, IBar);
  noLongerProvides(thing, IRoot);
  assert.deepEqual(providedBy(thing), [IBar]);
});

test("noLongerProvides cannot take back what the class implements", () => {
  class Foo {}
  implementer(IFoo)(Foo);
  assert.throws(() => noLongerProvides(new Foo(), IFoo), {
    name: "TypeError",
    message: /t\.declarations\.IFoo is not declared by the object alone/,
  });
});

test("declarations are not enumerable, and not copied", () => {
  const thing = directlyProvides({ a: 1 }, IFoo);
  assert.deepEqual(Reflect.ownKeys({ ...thing }), ["a"]);
  assert.deepEqual(thing, { a: 1 });
});

test("what a class itself provides, its instances and subclasses do not", () => {
  class Base {}
  class Sub extends Base {}
  directlyProvides(Base, IFoo);
  assert.ok(IFoo.providedBy(Base));
  assert.ok(IFoo.providedBy(new Proxy(Base, {})));
  assert.equal(IFoo.providedBy(Sub), false);
  assert.equal(IFoo.providedBy(new Base()), false);
  directlyProvides(Sub, IBar);
  assert.deepEqual(providedBy(Sub), [IBar]);
});

test("functions can be declared, one by one", () => {
  const f = directlyProvides(() => 1, IFoo);
  assert.ok(IFoo.providedBy(f));
  assert.equal(
    IFoo.providedBy(() => 1),
    false,
  );
});

test("frozen objects can be declared, before and after they are frozen", () => {
  class Foo {}
  implementer(IBaz)(Foo);
  const thing = Object.freeze(new Foo());
  directlyProvides(thing, IFoo);
  assert.deepEqual(providedBy(thing), [IFoo, IRoot, IBaz]);
  const later = Object.freeze(directlyProvides({}, IFoo));
  alsoProvides(later, IBar);
  assert.deepEqual(providedBy(later), [IFoo, IRoot, IBar]);
  assert.deepEqual(providedBy(Object.freeze(new Foo())), [IBaz]);
});

test("moduleProvides: a module declares itself, and importers see it", async () => {
  moduleProvides(self, IFoo);
  assert.ok(IFoo.providedBy(self));
  assert.ok(IFoo.providedBy(await import("./declarations.test.ts")));
  moduleProvides(self, IBar);
  assert.deepEqual(providedBy(self), [IBar]);
  assert.deepEqual(providedBy(await import("./declarations.ts")), []);
});
