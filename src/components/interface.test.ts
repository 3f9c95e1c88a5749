import assert from "node:assert/strict";
import { test } from "node:test";
import { directlyProvides, implementer } from "./declarations.ts";
import { CannotAdapt } from "./errors.ts";
import { attribute, defineInterface, type Interface, method } from "./interface.ts";
import { registerAdapter } from "./registry.ts";

interface INamed {
  readonly name: string;
}
const INamed: Interface<INamed> = defineInterface("t.interface.INamed", [], { name: attribute });
interface IGreeter extends INamed {
  greet(): string;
  whisper?(): string;
}
const IGreeter: Interface<IGreeter> = defineInterface("t.interface.IGreeter", [INamed], {
  greet: method,
});
class Person implements IGreeter {
  readonly name = "Ada";
  greet(): string {
    return this.name;
  }
  static {
    implementer(IGreeter)(this);
  }
}

test("an interface knows its id, its bases and all its members", () => {
  assert.equal(IGreeter.id, "t.interface.IGreeter");
  assert.equal(IGreeter.name, IGreeter.id);
  assert.deepEqual(IGreeter.bases, [INamed]);
  assert.deepEqual(
    [...IGreeter.members],
    [
      ["name", "attribute"],
      ["greet", "method"],
    ],
  );
});

test("members may be named by symbols", () => {
  const IDisposable = defineInterface<{ [Symbol.iterator](): Iterator<number> }, []>("t.sym", [], {
    [Symbol.iterator]: method,
  });
  assert.equal(IDisposable.members.get(Symbol.iterator), "method");
});

test("providedBy and instanceof answer for the interface and its bases", () => {
  const person: unknown = new Person();
  assert.ok(IGreeter.providedBy(person) && INamed.providedBy(person));
  assert.ok(person instanceof IGreeter && person instanceof INamed);
  for (const other of [{}, { name: "x", greet() {} }, null, undefined, 1, "s", () => 1])
    assert.equal(IGreeter.providedBy(other), false);
});

test("implementedBy asks the class, not the class as an object", () => {
  assert.ok(IGreeter.implementedBy(Person));
  assert.equal(IGreeter.providedBy(Person), false);
  assert.equal(IGreeter.implementedBy(Map), false);
});

test("isOrExtends follows bases at any distance, in one direction", () => {
  const ILoud = defineInterface<IGreeter, [typeof IGreeter]>("t.interface.ILoud", [IGreeter], {});
  assert.ok(ILoud.isOrExtends(INamed) && ILoud.isOrExtends(ILoud));
  assert.equal(INamed.isOrExtends(ILoud), false);
});

test("calling an interface gives what provides it unchanged", () => {
  const person = new Person();
  assert.equal(IGreeter(person), person);
  assert.equal(INamed(person, null), person);
});

test("calling an interface adapts, or gives the alternative, or throws CannotAdapt", (t) => {
  t.after(registerAdapter(String, INamed, (s) => ({ name: s.toString() })));
  assert.equal(INamed("Bob").name, "Bob");
  assert.equal(IGreeter("Bob", null), null);
  assert.equal(IGreeter("Bob", undefined), undefined);
  assert.equal(IGreeter("Bob", 7), 7);
  assert.throws(
    () => IGreeter("Bob"),
    (e) => e instanceof CannotAdapt && e.message === 'cannot adapt "Bob" to t.interface.IGreeter',
  );
});

test("two values with one id are one interface", () => {
  const again = defineInterface<INamed, []>("t.interface.INamed", [], { name: attribute });
  assert.ok(again.providedBy(directlyProvides({ name: "x" }, INamed)));
  assert.ok(again.isOrExtends(INamed) && INamed.isOrExtends(again));
});
