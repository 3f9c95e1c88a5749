import assert from "node:assert/strict";
import { test } from "node:test";
import { Adapter } from "./adapter.ts";
import { Componentized } from "./componentized.ts";
import { attribute, defineInterface, type Interface } from "./interface.ts";

interface IText {
  text: string;
}
const IText: Interface<IText> = defineInterface("t.adapter.IText", [], { text: attribute });

test("an adapter keeps its original", () => {
  const original = {};
  assert.equal(new Adapter(original).original, original);
});

test("an adapter finds the components of its original, at any distance", () => {
  const thing = new Componentized();
  thing.setComponent(IText, { text: "component" });
  assert.equal(IText(new Adapter(new Adapter(thing))).text, "component");
});

test("an adapter of anything else has no components", () => {
  for (const original of [{}, null, undefined, 1])
    assert.equal(IText(new Adapter(original), null), null);
});
