import assert from "node:assert/strict";
import { test } from "node:test";
import { at, grow, lookupTree, matches } from "./lookup-tree.ts";

test("what is kept at a path is found at exactly that path", () => {
  const tree = lookupTree<number>();
  grow(tree, ["a", "b"]).set("t", 1);
  assert.equal(at(tree, ["a", "b"])?.get("t"), 1);
  assert.equal(at(tree, ["a"])?.get("t"), undefined);
  assert.equal(at(tree, ["b", "a"]), undefined);
});

test("matches come by the first object's specificity, then the second's, then the target's", () => {
  const tree = lookupTree<string>();
  for (const first of ["base", "sub"])
    for (const second of ["base", "sub"])
      for (const target of ["t1", "t2"])
        grow(tree, [first, second]).set(target, `${first} ${second} ${target}`);
  const order = ["sub", "none", "base"];
  assert.deepEqual(
    [...matches(tree, [order, order], ["t2", "t1"])],
    [
      "sub sub t2",
      "sub sub t1",
      "sub base t2",
      "sub base t1",
      "base sub t2",
      "base sub t1",
      "base base t2",
      "base base t1",
    ],
  );
});

test("the number of objects is part of the path", () => {
  const tree = lookupTree<string>();
  grow(tree, []).set("t", "none");
  grow(tree, ["a"]).set("t", "one");
  assert.deepEqual([...matches(tree, [], ["t"])], ["none"]);
  assert.deepEqual([...matches(tree, [["a"]], ["t"])], ["one"]);
  assert.deepEqual([...matches(tree, [["a"], ["a"]], ["t"])], []);
  assert.deepEqual([...matches(tree, [[]], ["t"])], []);
});
