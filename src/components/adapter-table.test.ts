import assert from "node:assert/strict";
import { test } from "node:test";
import { AdapterTable, adapterData } from "./adapter-table.ts";
import { DuplicateAdapter } from "./errors.ts";
import { defineInterface, type Interface } from "./interface.ts";

const define = (id: string, ...bases: Interface<unknown>[]): Interface<unknown> =>
  defineInterface<unknown, Interface<unknown>[]>(`t.table.${id}`, bases, {});
const IBase = define("IBase");
const IMiddle = define("IMiddle", IBase);
const ISpecial = define("ISpecial", IMiddle);
const one = () => 1;
const two = () => 2;

test("a duplicate throws and names what is there; replace allows it", () => {
  const table = new AdapterTable();
  class Stone {}
  table.register(["a", Stone.prototype], IBase, one, false);
  assert.throws(() => table.register(["a", Stone.prototype], IBase, two, false), {
    name: "DuplicateAdapter",
    message:
      "an adapter to t.table.IBase from a, an instance of Stone is registered already: function one",
  });
  table.register(["a", Stone.prototype], IBase, two, true);
  assert.equal(table.registered(["a", Stone.prototype], IBase), two);
});

test("another copy's registration gives way", () => {
  const data = adapterData();
  const [ours, theirs] = [new AdapterTable(data), new AdapterTable(data, Symbol("copy"))];
  ours.register(["a"], IBase, one, false);
  theirs.register(["a"], IBase, two, false);
  assert.equal(ours.registered(["a"], IBase), two);
  assert.throws(() => theirs.register(["a"], IBase, one, false), DuplicateAdapter);
});

test("unregister removes exactly what is meant, and says whether it did", () => {
  const table = new AdapterTable();
  table.register(["a"], IBase, one, false);
  assert.equal(table.unregister(["b"], IBase), false);
  assert.equal(table.unregister(["a"], IMiddle), false);
  assert.equal(table.unregister(["a"], IBase, two), false);
  assert.equal(table.unregister(["a"], IBase, one), true);
  assert.equal(
    table.find(() => [["a"]], IBase),
    null,
  );
  table.register(["a"], IBase, two, false);
});

test("an adapter to a special interface will do for the general, the least special first", () => {
  const table = new AdapterTable();
  const orders = () => [["a", "b"]];
  table.register(["a"], ISpecial, one, false);
  assert.equal(table.find(orders, IBase), one);
  table.register(["a"], IMiddle, two, false);
  assert.equal(table.find(orders, IBase), two);
  assert.equal(table.find(orders, ISpecial), one);
  const three = () => 3;
  table.register(["b"], IBase, three, false);
  assert.equal(table.find(orders, IBase), two); // what is required counts before what is provided
  table.register(["a"], IBase, three, false);
  assert.equal(table.find(orders, IBase), three);
});

test("a general adapter will not do for a special interface, and no order is worked out for it", () => {
  const table = new AdapterTable();
  table.register(["a"], IBase, one, false);
  const orders = () => assert.fail("nothing to find");
  assert.equal(table.find(orders, ISpecial), null);
});
