import assert from "node:assert/strict";
import { test } from "node:test";
import { implementer, providedBy } from "./declarations.ts";
import { attribute, defineInterface, type Interface, method } from "./interface.ts";
import { proxyForInterface } from "./proxy-for-interface.ts";
import { AdapterRegistry } from "./registry.ts";
import { verifyClass, verifyObject } from "./verify.ts";

interface INamed {
  name: string;
}
const INamed: Interface<INamed> = defineInterface("t.proxy.INamed", [], { name: attribute });
interface IGreeter extends INamed {
  greet(whom: string, how?: string): string;
}
const IGreeter: Interface<IGreeter> = defineInterface("t.proxy.IGreeter", [INamed], {
  greet: method,
});
class Person implements IGreeter {
  #greeted = 0;
  name = "Ada";
  greet(whom: string, how = "hello"): string {
    return `${how} ${whom}, says ${this.name} (${++this.#greeted})`;
  }
  secret(): void {}
  static {
    implementer(IGreeter)(this);
  }
}
const GreeterProxy = proxyForInterface(IGreeter);

test("methods are forwarded, with all arguments and the original as this", () => {
  const proxy = new GreeterProxy(new Person());
  assert.equal(proxy.greet("Bob", "hi"), "hi Bob, says Ada (1)");
});

test("attributes are forwarded, inherited ones included, read and written", () => {
  const person = new Person();
  const proxy = new GreeterProxy(person);
  proxy.name = "Eve";
  assert.deepEqual([person.name, proxy.name], ["Eve", "Eve"]);
});

test("nothing else is", () => {
  assert.equal("secret" in new GreeterProxy(new Person()), false);
});

test("it provides the interface, and keeps its promise", () => {
  const proxy = new GreeterProxy(new Person());
  assert.deepEqual(providedBy(proxy), [IGreeter, INamed]);
  verifyObject(IGreeter, proxy);
  verifyClass(IGreeter, GreeterProxy);
});

test("it is adapted as what it stands for", () => {
  const registry = new AdapterRegistry();
  const IText = defineInterface<{ text: string }, []>("t.proxy.IText", [], { text: attribute });
  registry.register(IGreeter, IText, (g) => ({ text: g.name }));
  assert.equal(registry.adapt(new GreeterProxy(new Person()), IText).text, "Ada");
});

test("a subclass overrides single members, and calls the original's through super", () => {
  class Loud extends proxyForInterface(IGreeter) {
    override greet(whom: string): string {
      return super.greet(whom).toUpperCase();
    }
  }
  const person = new Person();
  const loud = new Loud(person);
  assert.equal(loud.greet("Bob"), "HELLO BOB, SAYS ADA (1)");
  assert.equal(loud.name, "Ada");
  assert.equal(loud.original, person);
  assert.ok(IGreeter.providedBy(loud));
});

test("the original can be kept under another name", () => {
  const person = new Person();
  const proxy = new (proxyForInterface(IGreeter, "person"))(person);
  assert.equal(proxy.person, person);
  assert.equal(proxy.greet("Bob"), "hello Bob, says Ada (1)");
  assert.equal("original" in proxy, false);
  const original = Symbol("original");
  assert.equal(new (proxyForInterface(IGreeter, original))(person)[original], person);
});

test("but not under the name of a member", () => {
  assert.throws(() => proxyForInterface(IGreeter, "name"), {
    name: "TypeError",
    message: /t\.proxy\.IGreeter has a member name/,
  });
});
