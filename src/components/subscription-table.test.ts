import assert from "node:assert/strict";
import { test } from "node:test";
import { defineInterface, type Interface } from "./interface.ts";
import { SubscriptionTable } from "./subscription-table.ts";

const IBase: Interface<unknown> = defineInterface<unknown, []>("t.subscription.IBase", [], {});
const ISub: Interface<unknown> = defineInterface<unknown, [typeof IBase]>(
  "t.subscription.ISub",
  [IBase],
  {},
);
const [one, two, three] = [() => 1, () => 2, () => 3];

test("all that fit are found, the general first, then in the order of subscription", () => {
  const table = new SubscriptionTable();
  table.subscribe(["special"], IBase, one);
  table.subscribe(["general"], IBase, two);
  table.subscribe(["general"], IBase, three);
  assert.deepEqual(table.find([["special", "general"]], IBase), [two, three, one]);
  assert.deepEqual(table.find([["general"]], IBase), [two, three]);
});

test("those to an interface that extends the one asked for fit too", () => {
  const table = new SubscriptionTable();
  table.subscribe(["a"], ISub, one);
  assert.deepEqual(table.find([["a"]], IBase), [one]);
  table.subscribe(["a"], IBase, two);
  assert.deepEqual(table.find([["a"]], ISub), [one]);
});

test("handlers are apart from everything else", () => {
  const table = new SubscriptionTable();
  table.subscribe(["a"], null, one);
  table.subscribe(["a"], IBase, two);
  assert.deepEqual(table.find([["a"]], null), [one]);
  assert.deepEqual(table.find([["a"]], IBase), [two]);
});

test("unsubscribe removes one at a time", () => {
  const table = new SubscriptionTable();
  table.subscribe(["a"], IBase, one);
  table.subscribe(["a"], IBase, one);
  assert.equal(table.unsubscribe(["a"], IBase, two), false);
  assert.equal(table.unsubscribe(["a"], IBase, one), true);
  assert.deepEqual(table.find([["a"]], IBase), [one]);
  assert.equal(table.unsubscribe(["a"], IBase, one), true);
  assert.equal(table.unsubscribe(["a"], IBase, one), false);
});
