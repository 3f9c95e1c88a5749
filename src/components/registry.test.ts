import assert from "node:assert/strict";
import { test } from "node:test";
import { implementer, implementerOnly } from "./declarations.ts";
import { CannotAdapt, DuplicateAdapter } from "./errors.ts";
import { attribute, defineInterface, type Interface, method } from "./interface.ts";
import { AdapterRegistry, getAdapterFactory, globalRegistry, registerAdapter } from "./registry.ts";

interface IStone {
  readonly weight: number;
}
const IStone: Interface<IStone> = defineInterface("t.registry.IStone", [], { weight: attribute });
interface IGem extends IStone {
  readonly shine: number;
}
const IGem: Interface<IGem> = defineInterface("t.registry.IGem", [IStone], { shine: attribute });
interface IText {
  text: string;
}
const IText: Interface<IText> = defineInterface("t.registry.IText", [], { text: attribute });
class Stone implements IStone {
  readonly weight: number = 2;
  static {
    implementer(IStone)(this);
  }
}
class Gem extends Stone implements IGem {
  readonly shine: number = 1;
  static {
    implementer(IGem)(this);
  }
}
const text = (text: string) => (): IText => ({ text });

test("the most specific adapter wins: class, its interfaces, base class, its interfaces", () => {
  const registry = new AdapterRegistry();
  const found = (): string | undefined => registry.queryAdapter(new Gem(), IText)?.text;
  registry.register(Object, IText, text("Object"));
  assert.equal(found(), "Object");
  registry.register(IStone, IText, text("IStone"));
  assert.equal(found(), "IStone");
  registry.register(Stone, IText, text("Stone"));
  assert.equal(found(), "Stone");
  registry.register(IGem, IText, text("IGem"));
  assert.equal(found(), "IGem");
  registry.register(Gem, IText, text("Gem"));
  assert.equal(found(), "Gem");
  assert.equal(registry.queryAdapter(new Stone(), IText)?.text, "Stone");
});

test("implementerOnly cuts off adapters for the base class, not those for anything", () => {
  class Pebble extends Stone {
    static {
      implementerOnly()(this);
    }
  }
  const registry = new AdapterRegistry();
  registry.register(Stone, IText, text("Stone"));
  assert.equal(registry.queryAdapter(new Pebble(), IText), null);
  registry.register(Object, IText, text("Object"));
  assert.equal(registry.queryAdapter(new Pebble(), IText)?.text, "Object");
});

test("adapters are found through Proxy objects", () => {
  const registry = new AdapterRegistry();
  registry.register(Stone, IText, (stone) => ({ text: `${stone.weight}` }));
  assert.equal(registry.queryAdapter(new Proxy(new Gem(), {}), IText)?.text, "2");
});

test("functions and classes can be adapted as such", (t) => {
  interface IBuilder {
    build(): unknown;
  }
  const IBuilder: Interface<IBuilder> = defineInterface("t.registry.IBuilder", [], {
    build: method,
  });
  t.after(
    registerAdapter(Function, IBuilder, (f) => ({
      build: () => (f.prototype === undefined ? f() : Reflect.construct(f, [])),
    })),
  );
  assert.equal(IBuilder(() => 7).build(), 7);
  assert.ok(IBuilder(Gem).build() instanceof Gem);
  assert.equal(IBuilder({}, null), null);
});

test("a class will do as a factory", () => {
  class StoneText implements IText {
    text: string;
    constructor(stone: IStone) {
      this.text = `weighs ${stone.weight}`;
    }
  }
  const registry = new AdapterRegistry();
  registry.register(IStone, IText, StoneText);
  assert.equal(registry.adapt(new Stone(), IText).text, "weighs 2");
  assert.equal(registry.lookup(Gem, IText), StoneText);
});

test("a factory that returns null cannot adapt, and the less specific is not tried", () => {
  const registry = new AdapterRegistry();
  registry.register(Stone, IText, text("Stone"));
  registry.register(Gem, IText, () => null);
  assert.equal(registry.adapt(new Gem(), IText, "none"), "none");
  assert.throws(() => registry.adapt(new Gem(), IText), CannotAdapt);
});

test("a duplicate throws, unless it is to replace; undo takes back only its own", () => {
  const registry = new AdapterRegistry();
  const undo = registry.register(Stone, IText, text("first"));
  assert.throws(() => registry.register(Stone, IText, text("second")), DuplicateAdapter);
  const undoThird = registry.register(Stone, IText, text("third"), { replace: true });
  undo();
  assert.equal(registry.queryAdapter(new Stone(), IText)?.text, "third");
  undoThird();
  assert.equal(registry.registered(Stone, IText), null);
});

test("unregister, by place or by place and factory", () => {
  const registry = new AdapterRegistry();
  const factory = text("x");
  registry.register([Stone, Gem], IText, factory);
  assert.equal(registry.registered([Stone, Gem], IText), factory);
  assert.equal(registry.unregister([Stone, Gem], IText, text("y")), false);
  assert.equal(registry.unregister([Stone, Gem], IText), true);
  assert.equal(registry.queryMultiAdapter([new Stone(), new Gem()], IText), null);
});

test("multi-adapters: the first object's specificity counts before the second's", () => {
  const registry = new AdapterRegistry();
  const found = (): string | undefined =>
    registry.queryMultiAdapter([new Gem(), new Gem()], IText)?.text;
  registry.register([IStone, IGem], IText, (a, b) => ({ text: `${a.weight} ${b.shine}` }));
  assert.equal(found(), "2 1");
  registry.register([IGem, IStone], IText, text("first is special"));
  assert.equal(found(), "first is special");
  assert.equal(registry.queryMultiAdapter([new Stone(), new Stone()], IText), null);
  assert.equal(registry.queryAdapter(new Gem(), IText), null);
});

test("a local registry stands alone, and the global one knows nothing of it", () => {
  const registry = new AdapterRegistry();
  registry.register(Stone, IText, text("local"));
  assert.equal(IText(new Stone(), null), null);
  const undo = registerAdapter(Gem, IText, text("global"));
  assert.equal(registry.adapt(new Gem(), IText).text, "local");
  assert.equal(IText(new Gem()).text, "global");
  undo();
  assert.equal(IText(new Gem(), null), null);
});

test("a registry built upon others prefers its own, then its bases in turn", () => {
  const [one, two] = [new AdapterRegistry(), new AdapterRegistry()];
  const registry = new AdapterRegistry([one, two]);
  const found = (): string => registry.adapt(new Gem(), IText).text;
  two.register(Gem, IText, text("two"));
  assert.equal(found(), "two");
  one.register(Stone, IText, text("one"));
  assert.equal(found(), "one");
  registry.register(Object, IText, text("own"));
  assert.equal(found(), "own");
});

test("a local registry can be built upon the global one", (t) => {
  t.after(registerAdapter(Stone, IText, text("global")));
  const registry = new AdapterRegistry([globalRegistry]);
  assert.equal(registry.adapt(new Stone(), IText).text, "global");
  assert.equal(getAdapterFactory(Gem, IText)?.length, 0);
  assert.equal(getAdapterFactory(Map, IText), null);
});

test("adapt gives a provider itself; queryAdapter asks the adapters only", () => {
  const registry = new AdapterRegistry();
  const gem = new Gem();
  assert.equal(registry.adapt(gem, IStone), gem);
  assert.equal(registry.queryAdapter(gem, IStone), null);
});

test("subscribers: all that fit, bases' first, general first; null is left out", () => {
  const base = new AdapterRegistry();
  const registry = new AdapterRegistry([base]);
  registry.subscribe([Gem], IText, text("gem"));
  registry.subscribe([Stone], IText, text("stone"));
  registry.subscribe([Stone], IText, () => null);
  const undo = base.subscribe([Gem], IText, text("base"));
  const found = (thing: unknown): string[] =>
    registry.subscribers([thing], IText).map((s) => s.text);
  assert.deepEqual(found(new Gem()), ["base", "stone", "gem"]);
  assert.deepEqual(found(new Stone()), ["stone"]);
  undo();
  undo();
  assert.deepEqual(found(new Gem()), ["stone", "gem"]);
});

test("subscribers of the first base come after those of the others, as the nearer", () => {
  const [one, two] = [new AdapterRegistry(), new AdapterRegistry()];
  one.subscribe([Stone], IText, text("one"));
  two.subscribe([Stone], IText, text("two"));
  const found = new AdapterRegistry([one, two]).subscribers([new Stone()], IText);
  assert.deepEqual(
    found.map((s) => s.text),
    ["two", "one"],
  );
});

test("handlers are called for the combination of things they were registered for", () => {
  const registry = new AdapterRegistry();
  const heard: number[] = [];
  const handler = (a: IStone, b: IGem): void => void heard.push(a.weight + b.shine);
  registry.subscribe([IStone, IGem], null, handler);
  registry.handle(new Stone(), new Gem());
  registry.handle(new Stone(), new Stone());
  registry.handle(new Gem());
  assert.deepEqual(heard, [3]);
  assert.equal(registry.unsubscribe([IStone, IGem], null, handler), true);
  registry.handle(new Stone(), new Gem());
  assert.deepEqual(heard, [3]);
});
