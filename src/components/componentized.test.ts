import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Adapter } from "./adapter.ts";
import { Componentized } from "./componentized.ts";
import { implementer } from "./declarations.ts";
import { attribute, defineInterface, type Interface } from "./interface.ts";
import { registerAdapter } from "./registry.ts";

interface ICounter {
  count: number;
}
const ICounter: Interface<ICounter> = defineInterface("t.componentized.ICounter", [], {
  count: attribute,
});
interface ILabel {
  label: string;
}
const ILabel: Interface<ILabel> = defineInterface("t.componentized.ILabel", [], {
  label: attribute,
});
class Person extends Componentized {
  readonly name = "Ada";
}
class Counter extends Adapter<Person> implements ICounter, ILabel {
  count = 0;
  label = "counter";
  static {
    implementer(ICounter, ILabel)(this);
  }
}

test("a component that is set is what the interface gives", () => {
  const person = new Person();
  const component = { count: 3 };
  person.setComponent(ICounter, component);
  assert.equal(ICounter(person), component);
  assert.equal(person.getComponent(ICounter), component);
  assert.equal(ICounter(new Person(), null), null);
});

test("a component is found through a Proxy", () => {
  const person = new Person();
  person.setComponent(ICounter, { count: 3 });
  assert.equal(ICounter(new Proxy(person, {})).count, 3);
});

test("the adapter is made once and kept, so it has state", (t) => {
  t.after(registerAdapter(Person, ICounter, Counter));
  const person = new Person();
  ICounter(person).count++;
  ICounter(person).count++;
  assert.equal(ICounter(person).count, 2);
  assert.equal(ICounter(new Person()).count, 0);
});

test("a temporary adapter is made each time", (t) => {
  class Passing extends Counter {
    override readonly temporaryAdapter: boolean = true;
  }
  t.after(registerAdapter(Person, ICounter, Passing));
  const person = new Person();
  assert.notEqual(ICounter(person), ICounter(person));
});

test("what is missing gives null, or the alternative", () => {
  const person = new Person();
  assert.equal(person.getComponent(ICounter), null);
  assert.equal(person.getComponent(ICounter, 7), 7);
});

function registerBoth(t: TestContext): void {
  t.after(registerAdapter(Person, ICounter, Counter));
  t.after(registerAdapter(Person, ILabel, Counter));
}

test("one adapter serves all interfaces that its class is registered for", (t) => {
  registerBoth(t);
  const person = new Person();
  assert.equal(ICounter(person) as unknown, ILabel(person));
});

test("unless it says that it is not for several", (t) => {
  class Single extends Counter {
    override readonly multiComponent: boolean = false;
  }
  t.after(registerAdapter(Person, ICounter, Single));
  t.after(registerAdapter(Person, ILabel, Single));
  const person = new Person();
  assert.notEqual(ICounter(person) as unknown, ILabel(person));
});

test("addComponent serves the interfaces for which the class is registered", (t) => {
  t.after(registerAdapter(Person, ICounter, Counter));
  t.after(registerAdapter(Person, ILabel, (p) => ({ label: p.name })));
  const person = new Person();
  const counter = new Counter(person);
  person.addComponent(counter);
  assert.equal(ICounter(person), counter);
  assert.equal(ILabel(person).label, "Ada");
});

test("addComponent ignoring the class serves all that the component provides", () => {
  const person = new Person();
  const counter = person.addAdapter(Counter, true);
  assert.equal(counter.original, person);
  assert.equal(ICounter(person), counter);
  assert.equal(ILabel(person), counter as ILabel);
});

test("addAdapter without that adds as addComponent does", (t) => {
  registerBoth(t);
  const person = new Person();
  const counter = person.addAdapter(Counter);
  assert.equal(ICounter(person), counter);
});

test("setAdapter makes the component from the object", () => {
  const person = new Person();
  person.setAdapter(ILabel, (p) => ({ label: p.name }));
  assert.equal(ILabel(person).label, "Ada");
  assert.throws(() => person.setAdapter(ICounter, () => null), TypeError);
});

test("unsetComponent forgets one interface, removeComponent one component", () => {
  const person = new Person();
  const counter = person.addAdapter(Counter, true);
  person.unsetComponent(ILabel);
  assert.equal(ILabel(person, null), null);
  person.setComponent(ILabel, counter);
  assert.deepEqual(person.removeComponent(counter), [ICounter, ILabel]);
  assert.equal(ICounter(person, null), null);
  assert.deepEqual(person.removeComponent(counter), []);
});

test("a component set takes the place of what the object itself provides", () => {
  class Self extends Componentized implements ICounter {
    count = 1;
    static {
      implementer(ICounter)(this);
    }
  }
  const self = new Self();
  assert.equal(ICounter(self), self);
  self.setComponent(ICounter, { count: 2 });
  assert.equal(ICounter(self).count, 2);
});

test("from one component to the next", () => {
  const person = new Person();
  person.setComponent(ICounter, new Counter(person));
  person.setComponent(ILabel, { label: "next" });
  assert.equal(ILabel(ICounter(person)).label, "next");
});
